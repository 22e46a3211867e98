/** Rows of convolutions, random numbers, and of layers whose ops have no name of their own. */

import * as dg from "@decograd/decograd";
import { find, type Random, type Row, row, type Rows, show } from "./row.ts";

type Shape = readonly number[];

const isImage = (shape: Shape): boolean =>
  shape.length === 4 && shape[1] > 2 && shape[2] > 2;

/** A convolution whose kernel is a random one. */
function convolution(
  name: string,
  call: (
    x: dg.Tensor,
    kernel: dg.Tensor,
    options: dg.Conv2DOptions,
  ) => dg.Tensor,
  kernelOf: (channels: number, random: Random) => number[],
): Row {
  return row(
    name,
    (x, kernel: number[], options: dg.Conv2DOptions) =>
      call(x, dg.randomUniform(kernel, { minval: -1, seed: 7 }), options),
    {
      fits: isImage,
      attrs: (shape, random) => [kernelOf(shape[3], random), {
        strides: 1 + random.below(2),
        padding: random.pick(["same", "valid"]),
      }],
      code: (x, kernel, options) =>
        `dg.${name}(${x}, dg.randomUniform(${kernel}, { minval: -1, seed: 7 }), ${options})`,
    },
  );
}

/** A convolution of volumes on a batch of images, which is one volume. */
function ofVolume(
  name: string,
  call: (
    x: dg.Tensor,
    kernel: dg.Tensor,
    options: dg.Conv3DOptions,
  ) => dg.Tensor,
  kernelOf: (channels: number, random: Random) => number[],
): Row {
  return row(
    name,
    (x, kernel: number[], options: dg.Conv3DOptions) => {
      const weights = dg.randomUniform(kernel, { minval: -1, seed: 7 });
      return dg.squeeze(call(dg.expandDims(x, 0), weights, options), 0);
    },
    {
      fits: (shape) => isImage(shape) && shape[0] > 1,
      attrs: (shape, random) => [kernelOf(shape[3], random), {
        strides: [1 + random.below(2), 1, 1 + random.below(2)],
        padding: random.pick(["same", "valid"]),
      }],
      code: (x, kernel, options) =>
        `dg.squeeze(dg.${name}(dg.expandDims(${x}, 0), dg.randomUniform(${kernel}, { minval: -1, seed: 7 }), ${options}), 0)`,
    },
  );
}

function random(
  name: string,
  draw: (shape: number[], seed: number) => dg.Tensor,
): Row {
  return {
    propose(shapes, random) {
      const like = find(shapes, random);
      if (like === undefined) return undefined;
      return { args: [like], attrs: [[...shapes[like]], random.below(9)] };
    },
    call: ([x], [shape, seed]) =>
      dg.add(x, draw(shape as number[], seed as number)),
    print: ([x], [shape, seed]) =>
      `dg.add(${x}, dg.${name}(${show(shape)}, { seed: ${show(seed)} }))`,
    isSmooth: true,
  };
}

function layer(
  name: string,
  make: () => dg.layers.Layer,
  fits: (shape: Shape) => boolean = isImage,
): Row {
  return row(name, (x) => make().apply(x, { training: true }) as dg.Tensor, {
    fits,
    code: (x) => `new dg.layers.${name}().apply(${x}, { training: true })`,
  });
}

/** The rows. */
export const LAYERS: Rows = {
  conv2d: convolution("conv2d", dg.conv2d, (channels, random) => [
    1 + random.below(3),
    1 + random.below(3),
    channels,
    1 + random.below(4),
  ]),
  conv2dTranspose: convolution(
    "conv2dTranspose",
    dg.conv2dTranspose,
    (channels, random) => [
      1 + random.below(3),
      1 + random.below(3),
      1 + random.below(4),
      channels,
    ],
  ),
  affineTransform: row(
    "affineTransform",
    (x, numbers: number[], options: dg.AffineOptions) =>
      dg.affineTransform(x, dg.tensor(numbers), options),
    {
      fits: isImage,
      attrs: (_, random) => [
        // Halves and quarters, that rounding leaves where they are.
        [1, 0.25, random.below(9) / 2 - 2, -0.5, 1, random.below(5) - 2, 0, 0],
        {
          interpolation: random.pick(["nearest", "bilinear"]),
          fillMode: random.pick(["constant", "nearest", "reflect", "wrap"]),
        },
      ],
      code: (x, numbers, options) =>
        `dg.affineTransform(${x}, dg.tensor(${numbers}), ${options})`,
    },
  ),
  conv3d: ofVolume("conv3d", dg.conv3d, (channels, random) => [
    ...[1 + random.below(2), 1 + random.below(3), 1 + random.below(2)],
    channels,
    1 + random.below(3),
  ]),
  conv3dTranspose: ofVolume(
    "conv3dTranspose",
    dg.conv3dTranspose,
    (channels, random) => [
      ...[1 + random.below(2), 1 + random.below(3), 1 + random.below(2)],
      1 + random.below(3),
      channels,
    ],
  ),
  randomUniform: random(
    "randomUniform",
    (shape, seed) => dg.randomUniform(shape, { seed }),
  ),
  randomNormal: random(
    "randomNormal",
    (shape, seed) => dg.randomNormal(shape, { seed }),
  ),
  truncatedNormal: random(
    "truncatedNormal",
    (shape, seed) => dg.truncatedNormal(shape, { seed }),
  ),
  DepthwiseConv2D: layer(
    "DepthwiseConv2D",
    () =>
      new dg.layers.DepthwiseConv2D({
        kernelSize: 2,
        depthwiseInitializer: new dg.initializers.GlorotUniform({ seed: 3 }),
      }),
  ),
  MaxPooling2D: layer("MaxPooling2D", () => new dg.layers.MaxPooling2D()),
  AveragePooling2D: layer(
    "AveragePooling2D",
    () => new dg.layers.AveragePooling2D({ poolSize: 2 }),
  ),
  UpSampling2D: layer(
    "UpSampling2D",
    () => new dg.layers.UpSampling2D({ interpolation: "bilinear" }),
  ),
  BatchNormalization: layer(
    "BatchNormalization",
    () => new dg.layers.BatchNormalization(),
    (shape) => shape.length > 1,
  ),
  LayerNormalization: layer(
    "LayerNormalization",
    () => new dg.layers.LayerNormalization(),
    (shape) => shape.length > 1,
  ),
  GroupNormalization: layer(
    "GroupNormalization",
    () => new dg.layers.GroupNormalization({ groups: 1 }),
  ),
};

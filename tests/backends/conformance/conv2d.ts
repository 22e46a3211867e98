/** What every backend's three convolutions have to do. */

import type { Conv2DGeometry } from "../../../backends/backend.ts";
import type { Case } from "./check_kernel.ts";
import { Draw } from "./layouts.ts";
import { epilogue } from "./matmul.ts";

/** The shapes of a convolution, by the names that the contract gives them. */
export interface Shapes {
  readonly x: readonly number[];
  readonly w: readonly number[];
  readonly y: readonly number[];
  readonly geometry: Conv2DGeometry;
}

/** Geometries that layers have, each a place where an algorithm of its own may be worth while. */
const USUAL: readonly Shapes[] = [
  same([2, 14, 14, 16], 3, 2, 12),
  same([2, 16, 16, 32], 4, 2, 32),
  same([1, 16, 16, 64], 4, 2, 16),
  same([2, 16, 12, 3], 4, 2, 20),
  same([1, 12, 16, 24], 2, 2, 40),
  same([2, 9, 11, 8], 3, 1, 8),
  same([2, 8, 8, 5], 5, 1, 7),
  same([1, 10, 10, 4], 1, 1, 9),
  same([1, 12, 12, 2], 1, 3, 3),
  // Few pixels and many columns, which are cut; results that are large take their epilogue by bands.
  same([1, 16, 16, 1032], 3, 1, 2),
  same([1, 16, 16, 2], 3, 1, 1032),
  same([1, 5, 4, 269], 3, 2, 8),
  same([2, 4, 4, 8], 4, 2, 260),
];

/** Exact results for the usual geometries and many odd ones, with and without an epilogue; for slow devices, some odd ones. */
export function convolutionCases(isSlow = false): Case[] {
  const length = isSlow ? 12 : 60;
  const odd = Array.from({ length }, (_, seed) => drawShapes(seed));
  return [...USUAL, ...odd].flatMap((shapes, i) => trio(shapes, i % 4));
}

/** Exact results of one geometry, without an epilogue. */
export function casesOf(shapes: Shapes): Case[] {
  return trio(shapes, 3);
}

/** The same sums of numbers that have to be rounded. */
export function roundedConvolutionCases(): Case[] {
  return USUAL.slice(0, 6).flatMap((shapes) => trio(shapes, 3, true));
}

function trio(
  { x, w, y, geometry }: Shapes,
  end: number,
  rounded = false,
): Case[] {
  const { strides, dilations, padding } = geometry;
  const name =
    `x [${x}], w [${w}], y [${y}], strides ${strides}, dilations ${dilations}, padding ${padding}, epilogue ${end}`;
  const taps = w[0] * w[1];
  const terms = (count: number): number | undefined =>
    rounded ? count : undefined;
  return [{
    name: `conv2d, ${name}`,
    terms: terms(taps * w[2]),
    run: (stage) =>
      stage.backend.conv2d(
        stage.input(x),
        stage.input(w),
        stage.output(y),
        geometry,
        end < 3 ? epilogue(stage, y, end) : undefined,
      ),
  }, {
    name: `conv2dInputGrad, ${name}`,
    terms: terms(taps * w[3]),
    run: (stage) =>
      stage.backend.conv2dInputGrad(
        stage.input(y),
        stage.input(w),
        stage.output(x),
        geometry,
        end < 3 ? epilogue(stage, x, end) : undefined,
      ),
  }, {
    name: `conv2dKernelGrad, ${name}`,
    terms: terms(y[0] * y[1] * y[2]),
    run: (stage) =>
      stage.backend.conv2dKernelGrad(
        stage.input(x),
        stage.input(y),
        stage.output(w),
        geometry,
      ),
  }];
}

/** Keras's "same" padding for square kernels and equal strides. */
function same(
  x: number[],
  kernel: number,
  stride: number,
  filters: number,
): Shapes {
  const [batch, height, width, channels] = x;
  const out = (size: number): number => Math.ceil(size / stride);
  const before = (size: number): number =>
    Math.max(0, (out(size) - 1) * stride + kernel - size) >> 1;
  return {
    x,
    w: [kernel, kernel, channels, filters],
    y: [batch, out(height), out(width), filters],
    geometry: {
      strides: [stride, stride],
      dilations: [1, 1],
      padding: [before(height), before(width)],
    },
  };
}

function drawShapes(seed: number): Shapes {
  const draw = new Draw(2000 + seed);
  const pair = (next: () => number): [number, number] => [next(), next()];
  const strides = pair(() => 1 + draw.below(4));
  const dilations = pair(() => 1 + draw.below(3));
  const kernel = pair(() => draw.of([1, 2, 3, 3, 4, 5, 7]));
  const padding = pair(() => draw.below(4));
  const narrow = pair(() => 1 + draw.below(5));
  // Windows may reach beyond the wide side, and the wide side beyond the windows.
  const wide = [0, 1].map((side) =>
    Math.max(
      1,
      (narrow[side] - 1) * strides[side] +
        (kernel[side] - 1) * dilations[side] + 1 -
        2 * padding[side] + draw.below(5) - 1,
    )
  );
  const channels = draw.of([1, 2, 3, 4, 5, 8, 17]);
  const filters = draw.of([1, 2, 3, 4, 7, 8, 12, 33]);
  const batch = seed % 12 === 11 ? 0 : 1 + draw.below(3);
  return {
    x: [batch, ...wide, channels],
    w: [...kernel, channels, filters],
    y: [batch, ...narrow, filters],
    geometry: { strides, dilations, padding },
  };
}

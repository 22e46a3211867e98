/** Layers that resize images in ONNX. */

import {
  type Interpolation,
  resampled,
} from "../../../autograd/ops/resampling.ts";
import type { DataFormat } from "../../../autograd/ops/options.ts";
import {
  CenterCrop,
  RandomCrop,
  Resizing,
  UpSampling1D,
  UpSampling2D,
  UpSampling3D,
} from "../../../layers/built_in.ts";
import { spatialAxes } from "../../../layers/image_layer.ts";
import {
  largestOf,
  marginsOf,
  startsOf,
} from "../../../layers/preprocessing/proportions.ts";
import {
  type Attributes,
  type Emission,
  Unsayable,
  type Value,
} from "../emission.ts";
import { padded, sliced } from "./reshaping.ts";
import { type Rule, rule } from "./rule.ts";
import { asImages } from "./windows.ts";

type Pair = readonly [number, number];

/** How cells between others are found, as ONNX has it. */
const INTERPOLATIONS: Readonly<Partial<Record<Interpolation, Attributes>>> = {
  nearest: {
    mode: { text: "nearest" },
    nearest_mode: { text: "round_prefer_ceil" },
  },
  bilinear: { mode: { text: "linear" } },
};

/** Each cell so often along each axis. */
function repeated(
  to: Emission,
  x: Value,
  dataFormat: DataFormat,
  sizes: readonly number[],
): Value {
  return to.map(
    "Resize",
    asImages(to, x, dataFormat),
    {
      mode: { text: "nearest" },
      coordinate_transformation_mode: { text: "asymmetric" },
      nearest_mode: { text: "floor" },
    },
    "",
    to.floats([1, 1, ...sizes]),
  );
}

/** How images are resized. */
interface How {
  readonly interpolation: Interpolation;
  readonly antialias?: boolean;
}

/** Images in another size. */
function resized(
  to: Emission,
  x: Value,
  dataFormat: DataFormat,
  size: Pair,
  { interpolation, antialias = false }: How,
): Value {
  const how = INTERPOLATIONS[interpolation];
  const images = asImages(to, x, dataFormat);
  if (!how || antialias && interpolation !== "nearest") {
    return blended(to, images, dataFormat, size, { interpolation, antialias });
  }
  // Sizes of all axes: onnxruntime moves axes about and forgets that only some were meant.
  const [kept] = to.node("Shape", [images.name], { end: { int: 2 } });
  const axis = { int: 0 };
  const [whole] = to.node("Concat", [kept, to.ints(size)], { axis });
  const at = { text: "half_pixel" };
  const attributes = { ...how, coordinate_transformation_mode: at };
  return to.map("Resize", images, attributes, "", "", whole);
}

/** Images of which rows and columns are weighted sums of others: what is not done alike everywhere. */
function blended(
  to: Emission,
  images: Value,
  dataFormat: DataFormat,
  size: Pair,
  { interpolation, antialias }: Required<How>,
): Value {
  const [height, width] = sizeOf(images, dataFormat).map((from, i) => {
    const { cells } = resampled(
      { from, to: size[i] },
      interpolation,
      antialias,
    );
    const rows = cells.map((taps) => {
      const row = new Array<number>(from).fill(0);
      for (const { from, label } of taps) row[from] = label;
      return row;
    });
    return { rows, from };
  });
  const columns = Array.from(
    { length: width.from },
    (_, i) => width.rows.map((row) => row[i]),
  );
  const wide = to.map(
    "MatMul",
    images,
    {},
    to.floats(columns.flat(), [width.from, size[1]]),
  );
  const rows = to.floats(height.rows.flat(), [size[0], height.from]);
  const [name] = to.node("MatMul", [rows, wide.name]);
  return { ...wide, name };
}

/** The height and the width of images. */
function sizeOf({ shape }: Value, dataFormat: DataFormat): Pair {
  const [height, width] = spatialAxes(dataFormat, 2).map((axis) => shape[axis]);
  if (height !== null && width !== null) return [height, width];
  throw new Unsayable("images of which the size is not known");
}

/** The middle of images, of a size. */
function middle(
  to: Emission,
  x: Value,
  dataFormat: DataFormat,
  size: Pair,
): Value {
  const start = startsOf(sizeOf(x, dataFormat), size);
  const end = start.map((from, i) => from + size[i]);
  return sliced(to, x, spatialAxes(dataFormat, 2), start, end);
}

/** The largest middle of the proportions of a size, in that size. */
function resizedMiddle(
  to: Emission,
  x: Value,
  { dataFormat, height, width }: CenterCrop | RandomCrop | Resizing,
  how: How,
): Value {
  const size: Pair = [height, width];
  const largest = largestOf(sizeOf(x, dataFormat), size);
  const cropped = middle(to, x, dataFormat, largest);
  return resized(to, cropped, dataFormat, size, how);
}

function toSize(layer: Resizing, x: Value, to: Emission): Value {
  const { dataFormat, height, width } = layer;
  const size: Pair = [height, width];
  if (layer.cropToAspectRatio) return resizedMiddle(to, x, layer, layer);
  if (!layer.padToAspectRatio) return resized(to, x, dataFormat, size, layer);
  if (layer.fillValue !== 0) {
    throw new Unsayable(`fillValue ${layer.fillValue}`);
  }
  const margins = marginsOf(sizeOf(x, dataFormat), size)
    .map((half) => [half, half]);
  const whole = padded(to, x, spatialAxes(dataFormat, 2), margins);
  return resized(to, whole, dataFormat, size, layer);
}

/** Layers that resize images. */
export const RESIZING: readonly Rule[] = [
  rule(
    UpSampling1D,
    ({ size }, [x], to) => repeated(to, x, "channels_last", [size]),
  ),
  rule(UpSampling2D, (layer, [x], to) => {
    const { dataFormat, size, interpolation } = layer;
    if (interpolation === "nearest") return repeated(to, x, dataFormat, size);
    const [height, width] = sizeOf(x, dataFormat);
    const larger: Pair = [height * size[0], width * size[1]];
    return resized(to, x, dataFormat, larger, layer);
  }),
  rule(
    UpSampling3D,
    ({ dataFormat, size }, [x], to) => repeated(to, x, dataFormat, size),
  ),
  rule(Resizing, (layer, [x], to) => toSize(layer, x, to)),
  rule(CenterCrop, (layer, [x], to) => {
    const { dataFormat, height, width } = layer;
    const [high, wide] = sizeOf(x, dataFormat);
    return height <= high && width <= wide
      ? middle(to, x, dataFormat, [height, width])
      : resizedMiddle(to, x, layer, { interpolation: "bilinear" });
  }),
  rule(
    RandomCrop,
    (layer, [x], to) =>
      resizedMiddle(to, x, layer, { interpolation: "bilinear" }),
  ),
];

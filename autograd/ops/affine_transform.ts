/** Images seen through a transform of the plane: each cell of the result is looked up where its place comes from. */

import { sizeOf } from "../../backends/view.ts";
import { quote, ShapeError, ValueError } from "../../config/errors.ts";
import { number, oneOf } from "../../config/rows.ts";
import type { Schema } from "../../config/schema.ts";
import { type TensorLike, toTensors } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { checkArguments, NO_OPTIONS, optionsReader } from "./arguments.ts";
import { show } from "./axes.ts";
import { continued, FILL_MODES } from "./continuation.ts";
import {
  add,
  div,
  equal,
  floor,
  logicalAnd,
  mul,
  round,
  sub,
  where,
} from "./elementwise.ts";
import type { AffineOptions } from "./options.ts";
import { expandDims, reshape, squeeze, transpose } from "./reshape.ts";
import { concat, split } from "./slice.ts";
import { take } from "./take.ts";

const OPTIONS = {
  interpolation: oneOf(["nearest", "bilinear"], "bilinear"),
  fillMode: oneOf(FILL_MODES, "constant"),
  fillValue: number(0),
  dataFormat: oneOf(["channels_last", "channels_first"], "channels_last"),
} satisfies Schema<AffineOptions>;

const readOptions = optionsReader("affineTransform", OPTIONS);

type Read = ReturnType<typeof readOptions>;

/** Cells that float32 numbers one by one. */
const MOST_CELLS = 2 ** 24;

/**
 * Keras's `ops.image.affine_transform`: the images `[batch, height, width, channels]`, or one without the batch, in which
 * the cell at `(x, y)` is what they have at `((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2) / k)` with
 * `k = c0 x + c1 y + 1`. The transform is `[a0, a1, a2, b0, b1, b2, c0, c1]`, or one for each image. Between cells lies
 * what `interpolation` says, around the image what `fillMode` says; where `k` is 0 it is the fill value.
 *
 * Gradients go to images and transform. Wrapped images close up: between the last cell and the first lies what is between
 * the two, as in Keras on PyTorch and JAX, but not on TensorFlow.
 *
 * @throws {ShapeError} if images or transform have another shape.
 * @throws {ValueError} if an option has a value that is not allowed, or an image more than 2^24 cells.
 * @throws {TypeError} if there is no such option.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const x = dg.tensor([1, 2, 3], [1, 3, 1]);
 * const halfLeft = dg.tensor([1, 0, 0.5, 0, 1, 0, 0, 0]);
 * const y = dg.affineTransform(x, halfLeft, { fillMode: "nearest" });
 * assertEquals([...await y.data()], [1.5, 2.5, 3]);
 * ```
 *
 * @category Ops
 */
export function affineTransform(
  images: TensorLike,
  transform: TensorLike,
  options: AffineOptions = NO_OPTIONS,
): Tensor {
  checkArguments("affineTransform", arguments, 3);
  const read = readOptions(options);
  const [given, matrix] = toTensors("affineTransform", [images, transform]);
  const isOne = given.rank === 3;
  const batch = isOne ? expandDims(given, 0) : given;
  const rows = matrix.rank === 1 ? expandDims(matrix, 0) : matrix;
  checkShapes(given, matrix, batch, rows);
  const isFirst = read.dataFormat === "channels_first";
  const x = isFirst ? transpose(batch, [0, 2, 3, 1]) : batch;
  const y = inParts(x, rows, read);
  const whole = isFirst ? transpose(y, [0, 3, 1, 2]) : y;
  return isOne ? squeeze(whole, 0) : whole;
}

function checkShapes(
  images: Tensor,
  transform: Tensor,
  batch: Tensor,
  rows: Tensor,
): void {
  const isRight = batch.rank === 4 && rows.rank === 2 && rows.shape[1] === 8 &&
    [1, batch.shape[0]].includes(rows.shape[0]);
  if (isRight) return;
  throw new ShapeError(
    `Cannot compute affineTransform: expected images with 3 or 4 axes, and 8 numbers or as many for each image, received ${
      show(images.shape)
    } and ${show(transform.shape)}`,
    { expected: "images and transforms", actual: images.shape },
  );
}

/** As many images at once as have cells that can be numbered. */
function inParts(x: Tensor, rows: Tensor, options: Read): Tensor {
  const [batch, height, width] = x.shape;
  const most = Math.floor(MOST_CELLS / Math.max(1, height * width));
  if (most === 0) {
    throw new ValueError(
      `Cannot compute affineTransform: expected images of at most ${MOST_CELLS} cells, received ${
        quote([height, width])
      }`,
    );
  }
  if (batch <= most) return transformed(x, rows, options);
  const sizes = Array.from(
    { length: Math.ceil(batch / most) },
    (_, i) => Math.min(most, batch - i * most),
  );
  const each = rows.shape[0] === 1 ? null : split(rows, sizes, 0);
  return concat(
    split(x, sizes, 0).map((part, i) =>
      transformed(part, each ? each[i] : rows, options)
    ),
    0,
  );
}

/** One of the cells beside each place along an axis, and how much it counts. */
interface Neighbour {
  readonly at: Tensor;
  readonly isInside: Tensor | null;
  readonly weight: Tensor | null;
}

/** The cells beside places along an axis of `size` cells. */
function neighbours(
  place: Tensor,
  size: number,
  { interpolation, fillMode }: Read,
): Neighbour[] {
  const neighbour = (cell: Tensor, weight: Tensor | null): Neighbour => ({
    ...continued(cell, size, fillMode),
    weight,
  });
  if (interpolation === "nearest") return [neighbour(round(place), null)];
  const cell = floor(place), part = sub(place, cell);
  return [neighbour(cell, sub(1, part)), neighbour(add(cell, 1), part)];
}

function transformed(
  images: Tensor,
  rows: Tensor,
  options: Read,
): Tensor {
  const { backend } = images, { fillValue } = options;
  const [batch, height, width, channels] = images.shape;
  const counted = (shape: readonly number[], step = 1): Tensor => {
    const length = sizeOf(shape);
    const numbers = Float64Array.from({ length }, (_, i) => i * step);
    return Tensor.from(backend, numbers, shape);
  };
  const [a0, a1, a2, b0, b1, b2, c0, c1] = split(rows, 8, 1)
    .map((column) => expandDims(column, 2));
  const x = counted([1, 1, width]), y = counted([1, height, 1]);
  const line = (a: Tensor, b: Tensor, c: TensorLike): Tensor =>
    add(add(mul(a, x), mul(b, y)), c);
  const scale = line(c0, c1, 1), isNowhere = equal(scale, 0);
  const divisor = where(isNowhere, 1, scale);
  const across = neighbours(div(line(a0, a1, a2), divisor), width, options);
  const down = neighbours(div(line(b0, b1, b2), divisor), height, options);

  const table = reshape(images, [batch * height * width, channels]);
  const first = counted([batch, 1, 1], height * width);
  const terms = down.flatMap((row) =>
    across.map((column) => {
      const place = add(first, add(mul(row.at, width), column.at));
      const cells = take(table, place, { axis: 0 });
      const isInside = row.isInside && column.isInside &&
        logicalAnd(row.isInside, column.isInside);
      const filled = isInside
        ? where(expandDims(isInside, -1), cells, fillValue)
        : cells;
      if (!row.weight || !column.weight) return filled;
      return mul(expandDims(mul(row.weight, column.weight), -1), filled);
    })
  );
  const sum = terms.reduce((a, b) => add(a, b));
  return where(expandDims(isNowhere, -1), fillValue, sum);
}

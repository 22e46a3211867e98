/** Transforms of images, `[batch, 8]` as `affineTransform` takes them, by numbers for each image, `[batch, 1]`. */

import type { Pair } from "../../autograd/ops/conv_geometry.ts";
import { add, cos, mul, sin } from "../../autograd/ops/elementwise.ts";
import { Tensor } from "../../autograd/tensor.ts";

/** A row of 8 numbers, and how often it counts for each image. */
type Part = readonly [times: Tensor, row: readonly number[]];

function combined(always: readonly number[], ...parts: Part[]): Tensor {
  const { backend } = parts[0][0];
  const rowOf = (row: readonly number[]): Tensor =>
    Tensor.from(backend, row, [1, 8]);
  return parts.reduce(
    (sum, [times, row]) => add(sum, mul(times, rowOf(row))),
    rowOf(always),
  );
}

/** Images moved down and to the right by so many cells. */
export function translations(down: Tensor, right: Tensor): Tensor {
  return combined(
    [1, 0, 0, 0, 1, 0, 0, 0],
    [right, [0, 0, -1, 0, 0, 0, 0, 0]],
    [down, [0, 0, 0, 0, 0, -1, 0, 0]],
  );
}

/** Images, of a height and a width, turned about their middle: the places they come from by so many radians. */
export function rotations(angle: Tensor, [height, width]: Pair): Tensor {
  const x = (width - 1) / 2, y = (height - 1) / 2;
  return combined(
    [0, 0, x, 0, 0, y, 0, 0],
    [cos(angle), [1, 0, -x, 0, 1, -y, 0, 0]],
    [sin(angle), [0, -1, y, 1, 0, -x, 0, 0]],
  );
}

/** Images, of a height and a width, of which so many times the height and the width are seen, around their middle. */
export function zooms(
  high: Tensor,
  wide: Tensor,
  [height, width]: Pair,
): Tensor {
  const x = (width - 1) / 2, y = (height - 1) / 2;
  return combined(
    [0, 0, x, 0, 0, y, 0, 0],
    [wide, [1, 0, -x, 0, 0, 0, 0, 0]],
    [high, [0, 0, 0, 0, 1, -y, 0, 0]],
  );
}

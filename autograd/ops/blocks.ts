/** Blocks of pixels as channels, and back. */

import { ShapeError } from "../../config/errors.ts";
import { type TensorLike, toTensor } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { checkArguments, toCount } from "./arguments.ts";
import { show } from "./axes.ts";
import { reshape, transpose } from "./reshape.ts";

/**
 * Channels as blocks of pixels: `[batch, height, width, size^2 channels]` gives `[batch, size height, size width,
 * channels]`, as TensorFlow's `depth_to_space` (pixel shuffle).
 *
 * @throws {ShapeError} if there are not four axes, or the channels are no multiple of `size^2`.
 * @throws {ValueError} if `size` is not an integer, 1 or more.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const y = dg.tensor([1, 2, 3, 4], [1, 1, 1, 4]).depthToSpace(2);
 * assertEquals(y.shape, [1, 2, 2, 1]);
 * ```
 *
 * @category Ops
 */
export function depthToSpace(x: TensorLike, size: number): Tensor {
  checkArguments("depthToSpace", arguments, 2);
  const tensor = toTensor("depthToSpace", x);
  const n = toCount("compute depthToSpace", "size", size, 1);
  const { shape: [batch, height, width, channels] } = tensor;
  check("depthToSpace", tensor, channels % n ** 2 === 0);
  const depth = channels / n ** 2;
  const apart = reshape(tensor, [batch, height, width, n, n, depth]);
  const y = transpose(apart, [0, 1, 3, 2, 4, 5]);
  return reshape(y, [batch, height * n, width * n, depth]);
}

/**
 * Blocks of pixels as channels, the inverse of `depthToSpace`: TensorFlow's `space_to_depth`.
 *
 * @throws {ShapeError} if there are not four axes, or height or width is no multiple of `size`.
 * @throws {ValueError} if `size` is not an integer, 1 or more.
 *
 * @category Ops
 */
export function spaceToDepth(x: TensorLike, size: number): Tensor {
  checkArguments("spaceToDepth", arguments, 2);
  const tensor = toTensor("spaceToDepth", x);
  const n = toCount("compute spaceToDepth", "size", size, 1);
  const { shape: [batch, height, width, channels] } = tensor;
  check("spaceToDepth", tensor, height % n === 0 && width % n === 0);
  const [rows, columns] = [height / n, width / n];
  const apart = reshape(tensor, [batch, rows, n, columns, n, channels]);
  const y = transpose(apart, [0, 1, 3, 2, 4, 5]);
  return reshape(y, [batch, rows, columns, n * n * channels]);
}

function check(name: string, { rank, shape }: Tensor, fits: boolean): void {
  if (rank === 4 && fits) return;
  const expected = "[batch, height, width, channels] that blocks divide";
  throw new ShapeError(
    `Cannot compute ${name}: expected ${expected}, received ${show(shape)}`,
    { expected, actual: shape },
  );
}

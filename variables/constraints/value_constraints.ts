/** Constraints of the values themselves: none negative, or equal all around the centre of a kernel. */

import { ValueError } from "../../config/errors.ts";
import { input } from "../../backends/expr.ts";
import { equal, where, x, y } from "../../autograd/formula.ts";
import { maximum } from "../../autograd/ops/elementwise.ts";
import { tensor } from "../../autograd/create.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { slice } from "../../autograd/ops/slice.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { Constraint } from "./constraint.ts";

/**
 * Replaces negative weights by 0.
 * @category Constraints
 */
export class NonNeg extends Constraint {
  /** The weight projected. */
  override call(w: Tensor): Tensor {
    return maximum(w, 0);
  }
}

// Where a cell's number x is the ring's number y, the ring's value, else what was there.
const replace = where(equal(x, y), input(2), input(3));

/**
 * Gives all cells of a square convolution kernel [size, size, ...] that are equally far from its centre, the diagonal
 * counting one step, one value: that of a cell on the kernel's diagonal.
 *
 * Keras 3 has dropped this constraint; which cell it is follows TensorFlow 2. With `start = floor(size / 2)` the
 * innermost ring takes the cell `[start - 1, start - 1]`, and the rings around it take `[start, start]`,
 * `[start + 1, start + 1]`, ... where the size is odd, `[start + 1, start + 1]`, ... where it is even.
 *
 * @category Constraints
 */
export class RadialConstraint extends Constraint {
  /**
   * The kernel projected.
   *
   * @throws {ValueError} if its rank is not 4, or it is not square.
   */
  override call(w: Tensor): Tensor {
    const [size, width, ...channels] = w.shape;
    if (w.rank !== 4 || size !== width) {
      throw new ValueError(
        `Cannot apply RadialConstraint: expected a square kernel of rank 4, received shape [${
          w.shape.join(", ")
        }]`,
      );
    }
    if (size < 2) return w;
    const rings = tensor(ringNumbers(size), [size, size, 1, 1]);
    return diagonalCells(size).reduce((result, cell, ring) => {
      const value = slice(w, [cell, cell, 0, 0], [1, 1, ...channels]);
      return elementwise(replace, [rings, ring, value, result]);
    }, w);
  }
}

/** Each cell's ring, 0 the innermost, in row-major order. */
function ringNumbers(size: number): Float32Array {
  const centre = (size - 1) / 2;
  return Float32Array.from({ length: size * size }, (_, i) => {
    const row = Math.floor(i / size), column = i % size;
    const far = Math.max(Math.abs(row - centre), Math.abs(column - centre));
    return Math.floor(far);
  });
}

/** For each ring, the index on the diagonal of the cell that it takes its value from. */
function diagonalCells(size: number): number[] {
  const start = Math.floor(size / 2), first = size % 2 === 1 ? 0 : 1;
  return [start - 1, ...range(first, start).map((i) => start + i)];
}

function range(start: number, stop: number): number[] {
  return Array.from({ length: stop - start }, (_, i) => start + i);
}

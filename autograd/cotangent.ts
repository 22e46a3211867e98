/** Cotangents that come from outside: checked before anything is computed with them. */

import { ShapeError } from "../config/errors.ts";
import { sameShape } from "../backends/view.ts";
import { typeName } from "./op.ts";
import { show } from "./ops/axes.ts";
import { Tensor } from "./tensor.ts";

/**
 * Refuses what cannot be the cotangent of a tensor. `what` is its name in errors.
 *
 * @throws {TypeError} if it is no tensor, or one on another backend.
 * @throws {ShapeError} if it has another shape.
 * @throws {ReferenceError} if it has been disposed.
 */
export function checkCotangent(
  action: string,
  what: string,
  cotangent: unknown,
  of: Tensor,
): asserts cotangent is Tensor {
  if (!(cotangent instanceof Tensor)) {
    throw new TypeError(
      `Cannot ${action}: expected ${what} to be a tensor of shape ${
        show(of.shape)
      }, received ${typeName(cotangent)}`,
    );
  }
  if (!sameShape(cotangent.shape, of.shape)) {
    throw new ShapeError(
      `Cannot ${action}: expected ${what} to have shape ${
        show(of.shape)
      }, received ${show(cotangent.shape)}`,
      { expected: of.shape, actual: cotangent.shape },
    );
  }
  if (cotangent.backend !== of.backend) {
    throw new TypeError(
      `Cannot ${action}: expected ${what} on the backend "${of.backend.name}", received a tensor on ${
        cotangent.backend.name === of.backend.name ? "another " : ""
      }"${cotangent.backend.name}"`,
    );
  }
  // Throws where it has been disposed.
  cotangent.operand();
}

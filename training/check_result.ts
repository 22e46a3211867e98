/** Refuses what functions and classes of users return in the place of tensors. */

import { typeName } from "../autograd/op.ts";
import { Tensor } from "../autograd/tensor.ts";

/**
 * Refuses a result that is no tensor, such as the promise of an async function.
 *
 * @throws {TypeError} if it is none.
 */
export function checkResult(name: string, result: unknown): void {
  if (result instanceof Tensor) return;
  throw new TypeError(
    `Cannot compute ${name}: expected it to return a tensor, received ${
      typeName(result)
    }`,
  );
}

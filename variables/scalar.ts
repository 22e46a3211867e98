/** What may be added to a loss. */

import { ShapeError } from "../config/errors.ts";
import { Tensor } from "../autograd/tensor.ts";
import { quote } from "../config/quote.ts";
import { showShape } from "./shapes.ts";

/**
 * Refuses a loss that is no scalar.
 *
 * @throws {ShapeError} if its shape is not [].
 */
export function checkScalar(action: string, loss: unknown): void {
  if (loss instanceof Tensor && loss.rank === 0) return;
  const actual = loss instanceof Tensor ? loss.shape : [];
  throw new ShapeError(
    `Cannot ${action}: expected a scalar tensor of shape [], received ${
      loss instanceof Tensor ? showShape(actual) : quote(loss)
    }`,
    { expected: [], actual },
  );
}

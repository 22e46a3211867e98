/** Weights that callbacks keep aside. */

import { Tensor } from "../../../autograd/tensor.ts";
import { quote, ValueError } from "../../../config/errors.ts";

/**
 * Weights in the state of a callback.
 *
 * @throws {ValueError} if they are neither `null` nor tensors.
 */
export function keptWeights(
  owner: string,
  value: unknown,
): readonly Tensor[] | null {
  if (value === null) return null;
  const isRight = Array.isArray(value) &&
    value.every((one): one is Tensor => one instanceof Tensor);
  if (isRight) return value;
  throw new ValueError(
    `Cannot set the state of ${owner}: expected weights that are null or an array of tensors, received ${
      quote(value)
    }`,
  );
}

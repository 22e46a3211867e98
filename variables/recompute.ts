/** What is computed again in the backward pass instead of being kept: the functions of users, and the calls of layers. */

import { recomputed } from "../autograd/recomputed.ts";
import { typeName } from "../autograd/op.ts";
import { Tensor } from "../autograd/tensor.ts";
import { withLosses, withLossesApart } from "./call_losses.ts";
import { inTraining, withTraining } from "./training_phase.ts";

/**
 * What a function gives: a tensor, or several.
 * @category Autograd
 */
export type Outputs = Tensor | readonly Tensor[];

/**
 * Runs `f`, of which tapes keep only what it takes; their way back runs it again, in the same phase of training. The losses
 * that layers leave in it are part of what it gives.
 *
 * @throws {TypeError} if it gives no tensors.
 */
export function withoutResiduals<T extends Outputs>(
  f: () => T,
  given: readonly Tensor[] = [],
): T {
  const training = inTraining();
  let isList = false, count = 0;
  const list = ([output, losses]: [Outputs, Tensor[]]): Tensor[] => {
    const outputs = checked(output);
    isList = output !== outputs[0];
    count = outputs.length;
    return [...outputs, ...losses];
  };
  const all = recomputed({
    given,
    first: () => list(withLosses(f)),
    again: () => withTraining(training, () => list(withLossesApart(f))),
  });
  const outputs = all.slice(0, count);
  return (isList ? outputs : outputs[0]) as Outputs as T;
}

function checked(output: Outputs): readonly Tensor[] {
  const outputs = output instanceof Tensor ? [output] : output;
  const isRight = Array.isArray(outputs) &&
    outputs.every((one) => one instanceof Tensor);
  if (isRight) return outputs;
  throw new TypeError(
    `Cannot recompute: expected the function to return a tensor or an array of tensors, received ${
      typeName(output)
    }`,
  );
}

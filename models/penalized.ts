/** What a step adds to its loss, and what it trains then. */

import type { Tensor } from "../autograd/tensor.ts";
import { Layer, leftLosses } from "../layers/layer.ts";
import { penaltiesOf } from "../variables/penalties.ts";
import type { Variable } from "../variables/variable.ts";

/** The losses of a model besides the one that it is trained on, and the variables that are trained. */
export interface Penalized {
  readonly losses: readonly Tensor[];
  readonly trained: readonly Variable[];
}

/**
 * Asks a model for both. To look through all layers takes longer than some steps: where nothing of a user's runs in
 * between, as a regularizer would, it is done once.
 */
export function penalized(model: Layer): Penalized {
  if (hasOwnLosses(model)) {
    return { losses: model.losses, trained: model.trainableVariables };
  }
  const trained = model.trainableVariables;
  const left = leftLosses(model), penalties = penaltiesOf(trained);
  return {
    losses: [...left, ...penalties],
    trained: penalties.length === 0 ? trained : model.trainableVariables,
  };
}

/** Whether a class of the user's says what its losses are. */
function hasOwnLosses(model: Layer): boolean {
  for (
    let at: object = model;
    at !== Layer.prototype;
    at = Object.getPrototypeOf(at)
  ) {
    if (Object.hasOwn(at, "losses")) return true;
  }
  return false;
}

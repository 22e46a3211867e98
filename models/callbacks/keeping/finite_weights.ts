/** Weights that have diverged must not take the place of good ones in a file: their loss is told a step later. */

import { isFinite, sub } from "../../../autograd/ops/elementwise.ts";
import { stack } from "../../../autograd/ops/slice.ts";
import { scoped } from "../../../autograd/scope.ts";
import { DivergedError } from "../../../config/errors.ts";
import type { Variable } from "../../../variables/variable.ts";
import { runOf } from "../../fitting/run.ts";
import type { TrainedModel } from "../callback.ts";

/**
 * Refuses weights that are NaN or infinite, where `fit` refuses such a loss.
 *
 * @throws {DivergedError} if there are any.
 */
export async function checkFiniteWeights(
  action: string,
  model: TrainedModel,
): Promise<void> {
  const weights = model.trainableVariables;
  if (weights.length === 0 || !runOf(model)?.isCheckedFinite) return;
  const counts = await nonFinite(weights);
  const at = counts.findIndex((count) => count !== 0);
  if (at < 0) return;
  const { path, value } = weights[at];
  const wrong = (await value.data()).find((one) => !Number.isFinite(one))!;
  throw new DivergedError(
    `Cannot ${action}: expected finite weights, received ${wrong} in ${path} (a smaller learning rate or clipnorm may help; with checkFinite: false of fit the training goes on)`,
    wrong,
  );
}

/** Of each how many elements are none, below 0. */
async function nonFinite(weights: readonly Variable[]): Promise<number[]> {
  const counts = scoped(() =>
    stack(weights.map(({ value }) => sub(isFinite(value), 1).sum()))
  );
  try {
    return [...await counts.data()];
  } finally {
    counts[Symbol.dispose]();
  }
}

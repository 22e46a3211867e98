/** What weights are penalised for. */

import { alias } from "../autograd/ops/alias.ts";
import { Scope } from "../autograd/scope.ts";
import type { Tensor } from "../autograd/tensor.ts";
import { withAutocast } from "./autocast.ts";
import type { Regularizer } from "./regularizers/mod.ts";
import { checkScalar } from "./shapes.ts";
import type { Variable } from "./variable.ts";

/**
 * The penalties of those weights that have a regularizer, computed now.
 *
 * @throws {ShapeError} if one is no scalar.
 */
export function penaltiesOf(weights: readonly Variable[]): Tensor[] {
  const penalties: Tensor[] = [];
  // Most have none, and are passed over before a scope is thought of.
  for (const weight of weights) {
    const { regularizer } = weight;
    if (regularizer) penalties.push(penaltyOf(weight, regularizer));
  }
  return penalties;
}

function penaltyOf(weight: Variable, regularizer: Regularizer): Tensor {
  using scope = new Scope();
  const penalty = withAutocast(null, () => regularizer.call(weight.value));
  checkScalar(`regularize ${weight.path}`, penalty);
  return scope.keep(scope.owns(penalty) ? penalty : alias(penalty));
}

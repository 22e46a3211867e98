/** What weights are penalised for. */

import { alias } from "../autograd/ops/alias.ts";
import { Scope } from "../autograd/scope.ts";
import type { Tensor } from "../autograd/tensor.ts";
import { withAutocast } from "./autocast.ts";
import { checkScalar } from "./shapes.ts";
import type { Variable } from "./variable.ts";

/**
 * The penalties of those weights that have a regularizer, computed now.
 *
 * @throws {ShapeError} if one is no scalar.
 */
export function penaltiesOf(weights: readonly Variable[]): Tensor[] {
  return weights.flatMap((weight) => {
    if (!weight.regularizer) return [];
    using scope = new Scope();
    const { regularizer } = weight;
    const penalty = withAutocast(null, () => regularizer.call(weight.value));
    checkScalar(`regularize ${weight.path}`, penalty);
    return [scope.keep(scope.owns(penalty) ? penalty : alias(penalty))];
  });
}

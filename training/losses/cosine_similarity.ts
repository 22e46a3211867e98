/** The negative cosine of the angle between targets and predictions. */

import { checkArgumentCount } from "../../config/options.ts";
import { checkArguments } from "../check_arguments.ts";
import { maximum, mul, neg, sqrt, x, y } from "../../autograd/formula.ts";
import type { TensorLike } from "../../autograd/op.ts";
import { div, mul as product } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { EPSILON } from "../../config/epsilon.ts";
import { checkNumber, checkOptions } from "../../config/checks.ts";
import type { Config } from "../../config/serialization.ts";
import { Loss, LOSS_OPTIONS, type LossOptions } from "./loss.ts";
import { toPair } from "./pair.ts";

/** The options of `CosineSimilarity`. */
export interface CosineSimilarityOptions extends LossOptions {
  /** The axis along which the vectors lie, negative ones counted from the back; -1 if not given. */
  readonly axis?: number;
}

// Vectors shorter than epsilon count as that long, as in Keras: those of zeros have no direction.
const length = sqrt(maximum(x, EPSILON ** 2));
const opposite = neg(mul(x, y));

/**
 * Minus the cosine of the angle between targets and predictions, vectors along an axis: -1 where they point the same way.
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 */
export function cosineSimilarity(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: { readonly axis?: number } = {},
): Tensor {
  checkArgumentCount("compute cosineSimilarity", arguments, 3);
  const name = "cosineSimilarity";
  checkOptions(name, options, ["axis"]);
  const axis = checkNumber(name, "axis", options.axis ?? -1);
  const [u, v] = toPair(name, yTrue, yPred).map((vectors) =>
    unit(vectors, axis)
  );
  return sum(elementwise(opposite, [u, v]), { axis });
}

function unit(vectors: Tensor, axis: number): Tensor {
  const squares = sum(product(vectors, vectors), { axis, keepdims: true });
  return div(vectors, elementwise(length, [squares]));
}

/**
 * The negative cosine of the angle between targets and predictions.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.CosineSimilarity();
 * const value = loss.call(dg.tensor([[0, 1]]), dg.tensor([[3, 4]]));
 * assertAlmostEquals(await value.item(), -0.8, 1e-6);
 * ```
 */
export class CosineSimilarity extends Loss {
  /** The axis along which the vectors lie. */
  readonly axis: number;

  /** Sets the axis. */
  constructor(options: CosineSimilarityOptions = {}) {
    checkArguments("CosineSimilarity", arguments, [...LOSS_OPTIONS, "axis"]);
    super("cosine_similarity", options);
    this.axis = checkNumber("CosineSimilarity", "axis", options.axis ?? -1);
  }

  /** The axis folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return cosineSimilarity(yTrue, yPred, { axis: this.axis });
  }

  /** Keras's arguments; the axis, which Keras leaves out, if it is not the last. */
  override getConfig(): Config {
    const config = super.getConfig();
    return this.axis === -1 ? config : { ...config, axis: this.axis };
  }
}

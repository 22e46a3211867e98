/** Rectifiers, the piecewise linear activations. */

import {
  greaterEqual,
  maximum,
  minimum,
  mul,
  sub,
  where,
  x,
} from "../../autograd/formula.ts";
import type { TensorLike } from "../../autograd/op.ts";
import { relu as plainRelu } from "../../autograd/ops/elementwise.ts";
import type { Row } from "../../autograd/ops/elementwise_op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkNumber, checkOptions } from "../../config/checks.ts";
import { type PlainActivation, rowActivation, rowFamily } from "./row.ts";

/** The options of `relu`. */
export interface ReluOptions {
  /** The slope below the threshold; 0 if not given. */
  readonly negativeSlope?: number;
  /** The largest value, `null` for none. */
  readonly maxValue?: number | null;
  /** Where `x` begins to pass; 0 if not given. */
  readonly threshold?: number;
}

/** The option of `leakyRelu`. */
export interface LeakyReluOptions {
  /** The slope below 0; 0.2 if not given. */
  readonly negativeSlope?: number;
}

const leaky = rowFamily("leakyRelu", (slope: number): Row => ({
  value: where(greaterEqual(0, x), mul(slope, x), x),
}));

// With a maximum Keras holds what passes between 0 and it, whatever the threshold. Its slope is 0 at the threshold and 1 at
// the maximum.
const bounded = rowFamily(
  "relu",
  (slope: number, most: number | null, threshold: number): Row => {
    const above = most === null ? x : minimum(maximum(x, 0), most);
    const below = slope === 0 ? 0 : mul(slope, minimum(0, sub(x, threshold)));
    return { value: where(greaterEqual(threshold, x), below, above) };
  },
);

/**
 * The rectifier: `x` above the threshold, at most `maxValue`; `negativeSlope (x - threshold)` up to it.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const { relu } = dg.activations;
 * assertEquals([...await relu(dg.tensor([-2, 3])).data()], [0, 3]);
 * assertEquals([...await relu(dg.tensor([-2, 3]), { maxValue: 1 }).data()], [0, 1]);
 * ```
 */
export function relu(x: TensorLike, options: ReluOptions = {}): Tensor {
  checkOptions("relu", options, ["negativeSlope", "maxValue", "threshold"]);
  const { negativeSlope = 0, maxValue = null, threshold = 0 } = options;
  checkNumber("relu", "negativeSlope", negativeSlope);
  checkNumber("relu", "threshold", threshold);
  if (maxValue !== null) checkNumber("relu", "maxValue", maxValue);
  if (maxValue !== null || threshold !== 0) {
    return bounded(x, negativeSlope, maxValue, threshold);
  }
  return negativeSlope === 0 ? plainRelu(x) : leaky(x, negativeSlope);
}

/** `x` above 0, `negativeSlope x` below. */
export function leakyRelu(
  x: TensorLike,
  options: LeakyReluOptions = {},
): Tensor {
  checkOptions("leakyRelu", options, ["negativeSlope"]);
  const { negativeSlope = 0.2 } = options;
  return leaky(x, checkNumber("leakyRelu", "negativeSlope", negativeSlope));
}

/** `x` held between 0 and 6. */
export const relu6: PlainActivation = rowActivation("relu6", {
  value: minimum(6, maximum(0, x)),
});

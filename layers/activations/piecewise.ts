/** Activations of straight and clipped pieces: rectifiers, shrinkage, and the hard forms of smooth ones. */

import * as f from "../../autograd/formula.ts";
import { relu as plainRelu } from "../../autograd/ops/elementwise.ts";
import { nullable, number } from "../../config/rows.ts";
import type { Schema } from "../../config/schema.ts";
import {
  type ActivationWith,
  plain,
  type PlainActivation,
  reading,
  withOptions,
} from "./activation.ts";

const { x } = f;

/**
 * The option of `leakyRelu`.
 * @category Activations
 */
export interface LeakyReluOptions {
  /** The slope below 0; 0.2 if not given. */
  readonly negativeSlope?: number;
}

/**
 * `x` above 0, `negativeSlope x` below.
 * @category Activations
 */
export const leakyRelu: ActivationWith<LeakyReluOptions> = withOptions(
  "leakyRelu",
  { negativeSlope: number(0.2) } satisfies Schema<LeakyReluOptions>,
  ({ negativeSlope }) => ({
    value: f.where(f.greaterEqual(0, x), f.mul(negativeSlope, x), x),
  }),
);

/**
 * The options of `relu`.
 * @category Activations
 */
export interface ReluOptions {
  /** The slope below the threshold; 0 if not given. */
  readonly negativeSlope?: number;
  /** The largest value, `null` for none. */
  readonly maxValue?: number | null;
  /** Where `x` begins to pass; 0 if not given. */
  readonly threshold?: number;
}

const RELU = {
  negativeSlope: number(0),
  maxValue: nullable(number()),
  threshold: number(0),
} satisfies Schema<ReluOptions>;

// With a maximum Keras holds what passes between 0 and it, whatever the threshold. Its slope is 0 at the threshold and 1 at
// the maximum.
const bounded = withOptions<ReluOptions, typeof RELU>(
  "relu",
  RELU,
  ({ negativeSlope: slope, maxValue: most, threshold }) => {
    const above = most === null ? x : f.minimum(f.maximum(x, 0), most);
    const below = slope === 0
      ? 0
      : f.mul(slope, f.minimum(0, f.sub(x, threshold)));
    return { value: f.where(f.greaterEqual(threshold, x), below, above) };
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
 *
 * @category Activations
 */
export const relu: ActivationWith<ReluOptions> = reading(
  "relu",
  RELU,
  (x, options) => {
    const { negativeSlope, maxValue, threshold } = options;
    if (maxValue !== null || threshold !== 0) return bounded(x, options);
    return negativeSlope === 0 ? plainRelu(x) : leakyRelu(x, { negativeSlope });
  },
);

/**
 * `x` held between 0 and 6.
 * @category Activations
 */
export const relu6: PlainActivation = plain("relu6", {
  value: f.minimum(6, f.maximum(0, x)),
});

/**
 * 0 up to -1, `(x + 1)^2 / 4` between -1 and 1, then `x`.
 * @category Activations
 */
export const sparsePlus: PlainActivation = plain("sparsePlus", {
  value: f.where(
    f.greaterEqual(x, 1),
    x,
    f.mul(0.25, f.square(f.maximum(0, f.add(x, 1)))),
  ),
});

const gate = f.minimum(1, f.maximum(0, f.add(f.div(x, 6), 0.5)));

/**
 * `x / 6 + 1 / 2`, held between 0 and 1.
 * @category Activations
 */
export const hardSigmoid: PlainActivation = plain("hardSigmoid", {
  value: gate,
});

/**
 * `x` times its hard sigmoid; also called hard swish.
 * @category Activations
 */
export const hardSilu: PlainActivation = plain("hardSilu", {
  value: f.mul(x, gate),
});

/**
 * `(x + 1) / 2`, held between 0 and 1.
 * @category Activations
 */
export const sparseSigmoid: PlainActivation = plain("sparseSigmoid", {
  value: f.minimum(1, f.maximum(0, f.mul(0.5, f.add(x, 1)))),
});

/**
 * `x` held between -1 and 1.
 * @category Activations
 */
export const hardTanh: PlainActivation = plain("hardTanh", {
  value: f.minimum(1, f.maximum(-1, x)),
});

/**
 * The option of `hardShrink` and `softShrink`.
 * @category Activations
 */
export interface ShrinkOptions {
  /** What is so near to 0 becomes 0; 0.5 if not given. */
  readonly threshold?: number;
}

const SHRINK = { threshold: number(0.5) } satisfies Schema<ShrinkOptions>;

/**
 * `x` where it is further than the threshold from 0, else 0.
 * @category Activations
 */
export const hardShrink: ActivationWith<ShrinkOptions> = withOptions(
  "hardShrink",
  SHRINK,
  ({ threshold }) => ({
    value: f.where(f.greaterEqual(threshold, f.abs(x)), 0, x),
  }),
);

/**
 * `x`, nearer to 0 by the threshold; 0 where it is nearer than that.
 * @category Activations
 */
export const softShrink: ActivationWith<ShrinkOptions> = withOptions(
  "softShrink",
  SHRINK,
  ({ threshold }) => ({
    value: f.sub(x, f.minimum(f.maximum(x, -threshold), threshold)),
  }),
);

/**
 * The options of `threshold`; both are needed.
 * @category Activations
 */
export interface ThresholdOptions {
  /** What is above it passes. */
  readonly threshold: number;
  /** What stands for the rest. */
  readonly defaultValue: number;
}

/**
 * `x` where it is above the threshold, else the default value.
 * @category Activations
 */
export const threshold: ActivationWith<ThresholdOptions> = withOptions(
  "threshold",
  {
    threshold: number(),
    defaultValue: number(),
  } satisfies Schema<ThresholdOptions>,
  ({ threshold, defaultValue }) => ({
    value: f.where(f.greaterEqual(threshold, x), defaultValue, x),
  }),
);

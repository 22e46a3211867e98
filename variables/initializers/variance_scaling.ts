/**
 * Initializers that fit the spread of their values to the number of connections.
 *
 * Glorot, Bengio: Understanding the difficulty of training deep feedforward neural networks (AISTATS 2010). He, Zhang,
 * Ren, Sun: Delving deep into rectifiers (ICCV 2015). LeCun, Bottou, Orr, Müller: Efficient BackProp (1998).
 */

import { ValueError } from "../../config/errors.ts";
import type { Shape } from "../../backends/view.ts";
import {
  randomNormal,
  randomUniform,
  truncatedNormal,
} from "../../autograd/random.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import {
  isInteger,
  listOf,
  nullable,
  number,
  oneOf,
  settled,
} from "../../config/rows.ts";
import type {
  AnySchema,
  OptionsArguments,
  Schema,
} from "../../config/schema.ts";
import { computeFans, type FanAxes } from "./fans.ts";
import { checkWeightShape } from "./initializer.ts";
import {
  RandomInitializer,
  type RandomOptions,
} from "./random_initializers.ts";

/**
 * Which connections count.
 * @category Initializers
 */
export type FanMode = "fan_in" | "fan_out" | "fan_avg";

/**
 * From which distribution the values come; `"normal"` is another name of `"truncated_normal"`.
 * @category Initializers
 */
export type VarianceScalingDistribution =
  | "truncated_normal"
  | "untruncated_normal"
  | "uniform"
  | "normal";

/**
 * The options of the initializers whose scale, mode and distribution are settled: `HeNormal` and its like.
 * @category Initializers
 */
export interface FanOptions extends RandomOptions {
  /** The axes of the weight that count as inputs; with `outputAxes`, or not at all. */
  readonly inputAxes?: readonly number[] | null;
  /** The axes of the weight that count as outputs; with `inputAxes`, or not at all. */
  readonly outputAxes?: readonly number[] | null;
}

/**
 * The options of `VarianceScaling`.
 * @category Initializers
 */
export interface VarianceScalingOptions extends FanOptions {
  /** By what the variance is multiplied, above 0; 1 if not given. */
  readonly scale?: number;
  /** Which connections the variance is divided by; `"fan_in"` if not given. */
  readonly mode?: FanMode;
  /** The distribution; `"truncated_normal"` if not given. */
  readonly distribution?: VarianceScalingDistribution;
}

// The standard deviation of the standard normal distribution cut off at -2 and 2.
const TRUNCATED_STDDEV = 0.87962566103423978;

const distribution = oneOf<VarianceScalingDistribution>(
  ["truncated_normal", "untruncated_normal", "uniform", "normal"],
  "truncated_normal",
);

/**
 * Draws values of variance `scale / n`, with `n` the fan in, the fan out or their mean.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const initializer = new dg.initializers.VarianceScaling({ scale: 2, mode: "fan_out", seed: 1 });
 * const kernel = initializer.call([3, 3, 16, 32]);
 * const deviation = Math.sqrt(await dg.variance(kernel).item());
 * assertAlmostEquals(deviation, Math.sqrt(2 / (3 * 3 * 32)), 0.005);
 * ```
 *
 * @category Initializers
 */
export class VarianceScaling extends RandomInitializer<VarianceScalingOptions>
  implements FanAxes {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    scale: number(1, { above: 0 }),
    mode: oneOf(["fan_in", "fan_out", "fan_avg"], "fan_in"),
    distribution: {
      read(value, place) {
        const named = distribution.read(value, place);
        return named === "normal" ? "truncated_normal" : named;
      },
    },
    inputAxes: nullable(listOf("integers", isInteger)),
    outputAxes: nullable(listOf("integers", isInteger)),
  } satisfies Schema<VarianceScalingOptions, RandomOptions>;
  /** By what the variance is multiplied. */
  declare readonly scale: number;
  /** Which connections the variance is divided by. */
  declare readonly mode: FanMode;
  /** The distribution. */
  declare readonly distribution: Exclude<VarianceScalingDistribution, "normal">;
  /** The axes of the weight that count as inputs. */
  declare readonly inputAxes: readonly number[] | null;
  /** The axes of the weight that count as outputs. */
  declare readonly outputAxes: readonly number[] | null;

  /**
   * Checks the axes, and draws a seed if none is given.
   *
   * @throws {ValueError} if axes are given for one side only (Keras would pass over them).
   */
  protected override checkOptions(): void {
    super.checkOptions();
    if ((this.inputAxes === null) === (this.outputAxes === null)) return;
    throw new ValueError(
      `Cannot make ${this.constructor.name}: expected inputAxes and outputAxes together, received one of them`,
    );
  }

  /** Draws the values of a weight. */
  override call(shape: Shape): Tensor {
    checkWeightShape(this.constructor.name, shape);
    const { seed } = this;
    const { fanIn, fanOut } = computeFans(shape, this);
    const fans = {
      fan_in: fanIn,
      fan_out: fanOut,
      fan_avg: (fanIn + fanOut) / 2,
    };
    const variance = this.scale / Math.max(1, fans[this.mode]);
    if (this.distribution === "uniform") {
      const limit = Math.sqrt(3 * variance);
      return randomUniform(shape, { minval: -limit, maxval: limit, seed });
    }
    const stddev = Math.sqrt(variance);
    if (this.distribution === "untruncated_normal") {
      return randomNormal(shape, { stddev, seed });
    }
    return truncatedNormal(shape, { stddev: stddev / TRUNCATED_STDDEV, seed });
  }
}

/**
 * One whose scale, mode and distribution are settled.
 * @category Initializers
 */
export abstract class SettledScaling extends VarianceScaling {
  /** Reads the options. */
  constructor(...options: OptionsArguments<FanOptions>) {
    super(...options);
  }
}

function settledAt(
  scale: number,
  mode: FanMode,
  distribution: "uniform" | "truncated_normal",
): AnySchema {
  return {
    scale: settled(scale),
    mode: settled(mode),
    distribution: settled(distribution),
  };
}

/**
 * Draws evenly from `[-limit, limit)` with `limit = sqrt(6 / (fan in + fan out))`.
 * @category Initializers
 */
export class GlorotUniform extends SettledScaling {
  /** The rows of its options. */
  static override readonly schema: AnySchema = settledAt(
    1,
    "fan_avg",
    "uniform",
  );
}

/**
 * Draws from the truncated normal distribution of deviation `sqrt(2 / (fan in + fan out))`.
 * @category Initializers
 */
export class GlorotNormal extends SettledScaling {
  /** The rows of its options. */
  static override readonly schema: AnySchema = settledAt(
    1,
    "fan_avg",
    "truncated_normal",
  );
}

/**
 * Draws evenly from `[-limit, limit)` with `limit = sqrt(6 / fan in)`.
 * @category Initializers
 */
export class HeUniform extends SettledScaling {
  /** The rows of its options. */
  static override readonly schema: AnySchema = settledAt(
    2,
    "fan_in",
    "uniform",
  );
}

/**
 * Draws from the truncated normal distribution of deviation `sqrt(2 / fan in)`.
 * @category Initializers
 */
export class HeNormal extends SettledScaling {
  /** The rows of its options. */
  static override readonly schema: AnySchema = settledAt(
    2,
    "fan_in",
    "truncated_normal",
  );
}

/**
 * Draws evenly from `[-limit, limit)` with `limit = sqrt(3 / fan in)`.
 * @category Initializers
 */
export class LecunUniform extends SettledScaling {
  /** The rows of its options. */
  static override readonly schema: AnySchema = settledAt(
    1,
    "fan_in",
    "uniform",
  );
}

/**
 * Draws from the truncated normal distribution of deviation `sqrt(1 / fan in)`.
 * @category Initializers
 */
export class LecunNormal extends SettledScaling {
  /** The rows of its options. */
  static override readonly schema: AnySchema = settledAt(
    1,
    "fan_in",
    "truncated_normal",
  );
}

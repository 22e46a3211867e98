/** The initializer that fits the spread of its values to the number of connections. */

import { ValueError } from "../../config/errors.ts";
import type { Shape } from "../../backends/view.ts";
import {
  randomNormal,
  randomUniform,
  truncatedNormal,
} from "../../autograd/random.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkOneOf, checkOptions, quote } from "../../config/checks.ts";
import type { Config } from "../../config/serialization.ts";
import { computeFans, type FanAxes } from "./fans.ts";
import {
  RandomInitializer,
  type RandomOptions,
} from "./random_initializers.ts";
import { checkWeightShape } from "./weight_shape.ts";

/** Which connections count. */
export type FanMode = "fan_in" | "fan_out" | "fan_avg";

/** From which distribution the values come; `"normal"` is another name of `"truncated_normal"`. */
export type VarianceScalingDistribution =
  | "truncated_normal"
  | "untruncated_normal"
  | "uniform"
  | "normal";

/** The options of the initializers whose scale, mode and distribution are settled: `HeNormal` and its like. */
export interface FanOptions extends RandomOptions {
  /** The axes of the weight that count as inputs; with `outputAxes`, or not at all. */
  readonly inputAxes?: readonly number[] | null;
  /** The axes of the weight that count as outputs; with `inputAxes`, or not at all. */
  readonly outputAxes?: readonly number[] | null;
}

/** The options of `VarianceScaling`. */
export interface VarianceScalingOptions extends FanOptions {
  /** By what the variance is multiplied, above 0; 1 if not given. */
  readonly scale?: number;
  /** Which connections the variance is divided by; `"fan_in"` if not given. */
  readonly mode?: FanMode;
  /** The distribution; `"truncated_normal"` if not given. */
  readonly distribution?: VarianceScalingDistribution;
}

/** The options that `FanOptions` names. */
export const FAN_OPTIONS: readonly string[] = [
  "seed",
  "inputAxes",
  "outputAxes",
];

// The standard deviation of the standard normal distribution cut off at -2 and 2.
const TRUNCATED_STDDEV = 0.87962566103423978;

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
 */
export class VarianceScaling extends RandomInitializer implements FanAxes {
  /** By what the variance is multiplied. */
  readonly scale: number;
  /** Which connections the variance is divided by. */
  readonly mode: FanMode;
  /** The distribution. */
  readonly distribution: Exclude<VarianceScalingDistribution, "normal">;
  /** The axes of the weight that count as inputs. */
  readonly inputAxes: readonly number[] | null;
  /** The axes of the weight that count as outputs. */
  readonly outputAxes: readonly number[] | null;

  /**
   * Sets the distribution.
   *
   * @throws {ValueError} if the scale is not above 0, the mode or the distribution unknown, or axes given for one side
   * only (Keras would pass over them).
   */
  constructor(options: VarianceScalingOptions = {}) {
    const owner = new.target.name;
    const known = ["scale", "mode", "distribution", ...FAN_OPTIONS];
    checkOptions(owner, options, known, arguments);
    super(owner, options.seed);
    const { scale = 1, mode = "fan_in", distribution = "truncated_normal" } =
      options;
    if (!(Number.isFinite(scale) && scale > 0)) {
      throw new ValueError(
        `Cannot make ${owner}: expected scale to be above 0, received ${
          quote(scale)
        }`,
      );
    }
    const chosen = checkOneOf(owner, "distribution", distribution, [
      "truncated_normal",
      "untruncated_normal",
      "uniform",
      "normal",
    ]);
    this.scale = scale;
    this.mode = checkOneOf(owner, "mode", mode, [
      "fan_in",
      "fan_out",
      "fan_avg",
    ]);
    this.distribution = chosen === "normal" ? "truncated_normal" : chosen;
    this.inputAxes = checkAxes(owner, "inputAxes", options.inputAxes);
    this.outputAxes = checkAxes(owner, "outputAxes", options.outputAxes);
    if ((this.inputAxes === null) !== (this.outputAxes === null)) {
      throw new ValueError(
        `Cannot make ${owner}: expected inputAxes and outputAxes together, received one of them`,
      );
    }
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

  /** Keras's arguments. */
  override getConfig(): Config {
    const { scale, mode, distribution } = this;
    const { seed, ...axes } = this.fanConfig();
    return { seed, scale, mode, distribution, ...axes };
  }

  /** Those of Keras's arguments that `FanOptions` names. */
  protected fanConfig(): Config {
    const { inputAxes, outputAxes } = this;
    return {
      ...super.getConfig(),
      input_axes: inputAxes,
      output_axes: outputAxes,
    };
  }
}

function checkAxes(
  owner: string,
  option: string,
  axes: readonly number[] | null | undefined,
): readonly number[] | null {
  if (axes === null || axes === undefined) return null;
  if (Array.isArray(axes) && axes.every(Number.isInteger)) return [...axes];
  throw new ValueError(
    `Cannot make ${owner}: expected ${option} to be a list of integers, received ${
      quote(axes)
    }`,
  );
}

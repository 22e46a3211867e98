/**
 * The initializers of Glorot and Bengio: variance scaling with everything settled.
 *
 * Glorot, Bengio: Understanding the difficulty of training deep feedforward neural networks (AISTATS 2010).
 */

import { checkOptions } from "../options.ts";
import type { Config } from "../serialization.ts";
import {
  FAN_OPTIONS,
  type FanOptions,
  VarianceScaling,
} from "./variance_scaling.ts";

/** Draws evenly from `[-limit, limit)` with `limit = sqrt(6 / (fan in + fan out))`. */
export class GlorotUniform extends VarianceScaling {
  /** Settles scale, mode and distribution. */
  constructor(options: FanOptions = {}) {
    checkOptions("GlorotUniform", options, FAN_OPTIONS);
    super({
      ...options,
      scale: 1,
      mode: "fan_avg",
      distribution: "uniform",
    });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return this.fanConfig();
  }
}

/** Draws from the truncated normal distribution of deviation `sqrt(2 / (fan in + fan out))`. */
export class GlorotNormal extends VarianceScaling {
  /** Settles scale, mode and distribution. */
  constructor(options: FanOptions = {}) {
    checkOptions("GlorotNormal", options, FAN_OPTIONS);
    super({
      ...options,
      scale: 1,
      mode: "fan_avg",
      distribution: "truncated_normal",
    });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return this.fanConfig();
  }
}

/**
 * The initializers of He and others: variance scaling with everything settled.
 *
 * He, Zhang, Ren, Sun: Delving deep into rectifiers (ICCV 2015).
 */

import { checkOptions } from "../options.ts";
import type { Config } from "../serialization.ts";
import {
  FAN_OPTIONS,
  type FanOptions,
  VarianceScaling,
} from "./variance_scaling.ts";

/** Draws evenly from `[-limit, limit)` with `limit = sqrt(6 / fan in)`. */
export class HeUniform extends VarianceScaling {
  /** Settles scale, mode and distribution. */
  constructor(options: FanOptions = {}) {
    checkOptions("HeUniform", options, FAN_OPTIONS);
    super({
      ...options,
      scale: 2,
      mode: "fan_in",
      distribution: "uniform",
    });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return this.fanConfig();
  }
}

/** Draws from the truncated normal distribution of deviation `sqrt(2 / fan in)`. */
export class HeNormal extends VarianceScaling {
  /** Settles scale, mode and distribution. */
  constructor(options: FanOptions = {}) {
    checkOptions("HeNormal", options, FAN_OPTIONS);
    super({
      ...options,
      scale: 2,
      mode: "fan_in",
      distribution: "truncated_normal",
    });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return this.fanConfig();
  }
}

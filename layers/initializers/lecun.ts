/**
 * The initializers of LeCun and others: variance scaling with everything settled.
 *
 * LeCun, Bottou, Orr, Müller: Efficient BackProp (1998).
 */

import { checkOptions } from "../options.ts";
import type { Config } from "../serialization.ts";
import {
  FAN_OPTIONS,
  type FanOptions,
  VarianceScaling,
} from "./variance_scaling.ts";

/** Draws evenly from `[-limit, limit)` with `limit = sqrt(3 / fan in)`. */
export class LecunUniform extends VarianceScaling {
  /** Settles scale, mode and distribution. */
  constructor(options: FanOptions = {}) {
    checkOptions("LecunUniform", options, FAN_OPTIONS);
    super({
      ...options,
      scale: 1,
      mode: "fan_in",
      distribution: "uniform",
    });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return this.fanConfig();
  }
}

/** Draws from the truncated normal distribution of deviation `sqrt(1 / fan in)`. */
export class LecunNormal extends VarianceScaling {
  /** Settles scale, mode and distribution. */
  constructor(options: FanOptions = {}) {
    checkOptions("LecunNormal", options, FAN_OPTIONS);
    super({
      ...options,
      scale: 1,
      mode: "fan_in",
      distribution: "truncated_normal",
    });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return this.fanConfig();
  }
}

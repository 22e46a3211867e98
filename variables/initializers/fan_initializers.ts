/**
 * Random initializers whose scale follows from how many inputs and outputs a layer has.
 *
 * Glorot, Bengio: Understanding the difficulty of training deep feedforward neural networks (AISTATS 2010). He, Zhang,
 * Ren, Sun: Delving deep into rectifiers (ICCV 2015). LeCun, Bottou, Orr, Müller: Efficient BackProp (1998).
 */

import {
  FAN_OPTIONS,
  type FanOptions,
  VarianceScaling,
} from "./variance_scaling.ts";
import { checkOptions } from "../../config/checks.ts";
import type { Config } from "../../config/serialization.ts";

/** Draws evenly from `[-limit, limit)` with `limit = sqrt(6 / (fan in + fan out))`. */
export class GlorotUniform extends VarianceScaling {
  /** Settles scale, mode and distribution. */
  constructor(options: FanOptions = {}) {
    checkOptions("GlorotUniform", options, FAN_OPTIONS, arguments);
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
    checkOptions("GlorotNormal", options, FAN_OPTIONS, arguments);
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

/** Draws evenly from `[-limit, limit)` with `limit = sqrt(6 / fan in)`. */
export class HeUniform extends VarianceScaling {
  /** Settles scale, mode and distribution. */
  constructor(options: FanOptions = {}) {
    checkOptions("HeUniform", options, FAN_OPTIONS, arguments);
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
    checkOptions("HeNormal", options, FAN_OPTIONS, arguments);
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

/** Draws evenly from `[-limit, limit)` with `limit = sqrt(3 / fan in)`. */
export class LecunUniform extends VarianceScaling {
  /** Settles scale, mode and distribution. */
  constructor(options: FanOptions = {}) {
    checkOptions("LecunUniform", options, FAN_OPTIONS, arguments);
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
    checkOptions("LecunNormal", options, FAN_OPTIONS, arguments);
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

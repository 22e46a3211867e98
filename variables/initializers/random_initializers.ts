/** Initializers that draw from a distribution. */

import { ValueError } from "../../config/errors.ts";
import type { Shape } from "../../backends/view.ts";
import {
  drawSeed,
  randomNormal,
  randomUniform,
  type Seed,
  SeedGenerator,
  truncatedNormal,
} from "../../autograd/random.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { Initializer } from "./initializer.ts";
import { checkNumber, checkOptions, quote } from "../../config/checks.ts";
import {
  type Config,
  isObjectConfig,
  type ObjectConfig,
} from "../../config/serialization.ts";

/** The option of every random initializer. */
export interface RandomOptions {
  /**
   * A number, for the same values at each call; a SeedGenerator, for new ones at each call; if left out, a number
   * drawn when the initializer is made.
   */
  readonly seed?: Seed | ObjectConfig;
}

/** An initializer that draws random numbers. */
export abstract class RandomInitializer extends Initializer {
  /** The seed that it draws with. */
  readonly seed: number | SeedGenerator;
  readonly #given: number | SeedGenerator | null;

  /**
   * Settles the seed.
   *
   * @throws {ValueError} if the seed is neither an integer, 0 or more, nor a SeedGenerator.
   */
  constructor(owner: string, seed: RandomOptions["seed"]) {
    super();
    this.#given = toSeed(owner, seed);
    this.seed = this.#given ?? drawSeed();
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return { seed: seedConfig(this.#given) };
  }
}

function toSeed(owner: string, seed: unknown): number | SeedGenerator | null {
  if (seed === null || seed === undefined) return null;
  if (seed instanceof SeedGenerator) return seed;
  if (typeof seed === "number" && Number.isSafeInteger(seed) && seed >= 0) {
    return seed;
  }
  if (isObjectConfig(seed) && seed.class_name === "SeedGenerator") {
    const { config } = seed;
    if (typeof config === "object") {
      return new SeedGenerator({ seed: config?.seed as number | null });
    }
  }
  throw new ValueError(
    `Cannot make ${owner}: expected seed to be an integer, 0 or more, or a SeedGenerator, received ${
      quote(seed)
    }`,
  );
}

function seedConfig(seed: number | SeedGenerator | null): unknown {
  if (!(seed instanceof SeedGenerator)) return seed;
  return {
    module: "keras.random",
    class_name: "SeedGenerator",
    config: { seed: seed.seed, name: "seed_generator" },
    registered_name: null,
  };
}

/** The options of `RandomNormal`. */
export interface RandomNormalOptions extends RandomOptions {
  /** The mean of the distribution; 0 if not given. */
  readonly mean?: number;
  /** Its standard deviation; 0.05 if not given. */
  readonly stddev?: number;
}

/** Draws from the normal distribution. */
export class RandomNormal extends RandomInitializer {
  /** The mean of the distribution; 0 if not given. */
  readonly mean: number;
  /** Its standard deviation; 0.05 if not given. */
  readonly stddev: number;

  /** Sets the distribution. */
  constructor(options: RandomNormalOptions = {}) {
    checkOptions(
      "RandomNormal",
      options,
      ["mean", "stddev", "seed"],
      arguments,
    );
    super("RandomNormal", options.seed);
    const { mean = 0, stddev = 0.05 } = options;
    this.mean = checkNumber("RandomNormal", "mean", mean);
    this.stddev = checkNumber("RandomNormal", "stddev", stddev);
  }

  /** Draws the values of a weight. */
  override call(shape: Shape): Tensor {
    const { mean, stddev, seed } = this;
    return randomNormal(shape, { mean, stddev, seed });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { mean, stddev } = this;
    return { ...super.getConfig(), mean, stddev };
  }
}

/** The options of `RandomUniform`. */
export interface RandomUniformOptions extends RandomOptions {
  /** The lowest value; -0.05 if not given. */
  readonly minval?: number;
  /** The value that all stay below; 0.05 if not given. */
  readonly maxval?: number;
}

/** Draws evenly from `[minval, maxval)`. */
export class RandomUniform extends RandomInitializer {
  /** The lowest value; -0.05 if not given. */
  readonly minval: number;
  /** The value that all stay below; 0.05 if not given. */
  readonly maxval: number;

  /** Sets the distribution. */
  constructor(options: RandomUniformOptions = {}) {
    checkOptions(
      "RandomUniform",
      options,
      ["minval", "maxval", "seed"],
      arguments,
    );
    super("RandomUniform", options.seed);
    const { minval = -0.05, maxval = 0.05 } = options;
    this.minval = checkNumber("RandomUniform", "minval", minval);
    this.maxval = checkNumber("RandomUniform", "maxval", maxval);
  }

  /** Draws the values of a weight. */
  override call(shape: Shape): Tensor {
    const { minval, maxval, seed } = this;
    return randomUniform(shape, { minval, maxval, seed });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { minval, maxval } = this;
    return { ...super.getConfig(), minval, maxval };
  }
}

/** The options of `TruncatedNormal`. */
export interface TruncatedNormalOptions extends RandomOptions {
  /** The mean of the distribution; 0 if not given. */
  readonly mean?: number;
  /** Its standard deviation before the tails are cut; 0.05 if not given. */
  readonly stddev?: number;
}

/** Draws from the normal distribution, but nothing further than two standard deviations from the mean. */
export class TruncatedNormal extends RandomInitializer {
  /** The mean of the distribution; 0 if not given. */
  readonly mean: number;
  /** Its standard deviation before the tails are cut; 0.05 if not given. */
  readonly stddev: number;

  /** Sets the distribution. */
  constructor(options: TruncatedNormalOptions = {}) {
    checkOptions(
      "TruncatedNormal",
      options,
      ["mean", "stddev", "seed"],
      arguments,
    );
    super("TruncatedNormal", options.seed);
    const { mean = 0, stddev = 0.05 } = options;
    this.mean = checkNumber("TruncatedNormal", "mean", mean);
    this.stddev = checkNumber("TruncatedNormal", "stddev", stddev);
  }

  /** Draws the values of a weight. */
  override call(shape: Shape): Tensor {
    const { mean, stddev, seed } = this;
    return truncatedNormal(shape, { mean, stddev, seed });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { mean, stddev } = this;
    return { ...super.getConfig(), mean, stddev };
  }
}

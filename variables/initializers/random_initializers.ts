/** Initializers that draw from a distribution. */

import { SHOWN } from "../../config/shown.ts";
import { describe } from "../../config/description.ts";
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
import { isInteger, number } from "../../config/rows.ts";
import {
  type AnySchema,
  type Place,
  refuse,
  type Schema,
} from "../../config/schema.ts";
import {
  type Config,
  isObjectConfig,
  type ObjectConfig,
} from "../../config/serialization.ts";
import { Initializer } from "./initializer.ts";

/**
 * The option of every random initializer.
 * @category Initializers
 */
export interface RandomOptions {
  /**
   * A number, for the same values at each call; a SeedGenerator, for new ones at each call; if left out, a number
   * drawn when the initializer is made.
   */
  readonly seed?: Seed | ObjectConfig;
}

/**
 * An initializer that draws random numbers.
 * @category Initializers
 */
export abstract class RandomInitializer<
  Options extends RandomOptions = RandomOptions,
  Leading extends readonly unknown[] = [],
> extends Initializer<Options, Leading> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    seed: { read: toSeed },
  } satisfies Schema<RandomOptions>;
  /** The seed that it draws with. */
  declare readonly seed: number | SeedGenerator;
  /** The seed that it was given, if any. */
  declare protected readonly given: number | SeedGenerator | null;

  /** Draws a seed if none is given. */
  protected override checkOptions(): void {
    const { seed } = this;
    Object.assign(this, { given: seed, seed: seed ?? drawSeed() });
  }

  /** Its class, and its options that are not as usual; a seed that was not given is none of them. */
  override [SHOWN](): string {
    return describe(this, { seed: this.given });
  }

  /** Keras's arguments; a seed that was not given is none of them. */
  override getConfig(): Config {
    return { ...super.getConfig(), seed: seedConfig(this.given) };
  }
}

function toSeed(seed: unknown, place: Place): number | SeedGenerator | null {
  if (seed === null || seed === undefined) return null;
  if (seed instanceof SeedGenerator) return seed;
  if (isInteger(seed) && seed >= 0) return seed;
  if (isObjectConfig(seed) && seed.class_name === "SeedGenerator") {
    const { config } = seed;
    if (typeof config === "object") {
      return new SeedGenerator({ seed: config?.seed as number | null });
    }
  }
  return refuse(place, "an integer, 0 or more, or a SeedGenerator", seed);
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

/**
 * The options of `RandomNormal`.
 * @category Initializers
 */
export interface RandomNormalOptions extends RandomOptions {
  /** The mean of the distribution; 0 if not given. */
  readonly mean?: number;
  /** Its standard deviation; 0.05 if not given. */
  readonly stddev?: number;
}

/**
 * Draws from the normal distribution.
 * @category Initializers
 */
export class RandomNormal
  extends RandomInitializer<RandomNormalOptions, ["mean", "stddev"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["mean", "stddev"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    mean: number(0),
    stddev: number(0.05),
  } satisfies Schema<RandomNormalOptions, RandomOptions>;
  /** The mean of the distribution. */
  declare readonly mean: number;
  /** Its standard deviation. */
  declare readonly stddev: number;

  /** Draws the values of a weight. */
  override call(shape: Shape): Tensor {
    const { mean, stddev, seed } = this;
    return randomNormal(shape, { mean, stddev, seed });
  }
}

/**
 * The options of `RandomUniform`.
 * @category Initializers
 */
export interface RandomUniformOptions extends RandomOptions {
  /** The lowest value; -0.05 if not given. */
  readonly minval?: number;
  /** The value that all stay below; 0.05 if not given. */
  readonly maxval?: number;
}

/**
 * Draws evenly from `[minval, maxval)`.
 * @category Initializers
 */
export class RandomUniform
  extends RandomInitializer<RandomUniformOptions, ["minval", "maxval"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["minval", "maxval"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    minval: number(-0.05),
    maxval: number(0.05),
  } satisfies Schema<RandomUniformOptions, RandomOptions>;
  /** The lowest value. */
  declare readonly minval: number;
  /** The value that all stay below. */
  declare readonly maxval: number;

  /** Draws the values of a weight. */
  override call(shape: Shape): Tensor {
    const { minval, maxval, seed } = this;
    return randomUniform(shape, { minval, maxval, seed });
  }
}

/**
 * The options of `TruncatedNormal`.
 * @category Initializers
 */
export interface TruncatedNormalOptions extends RandomOptions {
  /** The mean of the distribution; 0 if not given. */
  readonly mean?: number;
  /** Its standard deviation before the tails are cut; 0.05 if not given. */
  readonly stddev?: number;
}

/**
 * Draws from the normal distribution, but nothing further than two standard deviations from the mean.
 * @category Initializers
 */
export class TruncatedNormal
  extends RandomInitializer<TruncatedNormalOptions, ["mean", "stddev"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["mean", "stddev"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    mean: number(0),
    stddev: number(0.05),
  } satisfies Schema<TruncatedNormalOptions, RandomOptions>;
  /** The mean of the distribution. */
  declare readonly mean: number;
  /** Its standard deviation before the tails are cut. */
  declare readonly stddev: number;

  /** Draws the values of a weight. */
  override call(shape: Shape): Tensor {
    const { mean, stddev, seed } = this;
    return truncatedNormal(shape, { mean, stddev, seed });
  }
}

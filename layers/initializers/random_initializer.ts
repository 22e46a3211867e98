/** What initializers that draw random numbers have in common: the seed. */

import { ValueError } from "../../backends/errors.ts";
import { drawSeed, type Seed, SeedGenerator } from "../../autograd/random.ts";
import { quote } from "../options.ts";
import {
  type Config,
  isObjectConfig,
  type ObjectConfig,
} from "../serialization.ts";
import { Initializer } from "./initializer.ts";

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

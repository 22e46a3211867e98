/** Random tensors, counter-based: the same seed gives the same numbers on every backend. */

import { Shown } from "../config/shown.ts";
import type { Backend } from "../backends/backend.ts";
import type { Shape } from "../backends/view.ts";
import { type Expr, input } from "../backends/expr.ts";
import { optionsFromPlaces } from "../config/by_place.ts";
import { blockWords, threefry2x32 } from "../backends/threefry.ts";
import {
  checkArgumentCount,
  checkNumeric,
  checkOptions,
} from "../config/options.ts";
import type { OptionsArguments } from "../config/schema.ts";
import { getBackend } from "../backends/default_backend.ts";
import { erfinv } from "./erfinv.ts";
import * as f from "./formula.ts";
import { evaluate } from "./kernel.ts";
import {
  checkArguments,
  checkOptions as checkOpOptions,
  NO_OPTIONS,
  toCount,
} from "./ops/arguments.ts";
import { explainingMemory } from "./memory.ts";
import { toShape } from "./ops/axes.ts";
import { Scope } from "./scope.ts";
import { freshSeed, keyOf } from "./seed.ts";
import { Tensor } from "./tensor.ts";
import { drawn } from "./replay.ts";
import { noteChange } from "./transaction.ts";

/** Draws the next blocks of a stream for a backend's work. */
let takeFor: (
  backend: Backend,
  stream: SeedGenerator,
  blocks: number,
) => ReturnType<SeedGenerator["take"]>;

/**
 * Where a stream of random numbers is.
 * @category Random numbers
 */
export interface SeedState {
  /** The number that it began with. */
  readonly seed: number;
  /** How many blocks of two words have been drawn. */
  readonly counter: number;
}

/**
 * A stream of random numbers: a key, and a counter that every draw moves on (Keras's SeedGenerator).
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals, assertNotEquals } from "@std/assert";
 *
 * const draw = (seed: dg.Seed) => dg.randomNormal([3], { seed }).data();
 * const stream = new dg.SeedGenerator({ seed: 7 });
 * assertNotEquals(await draw(stream), await draw(stream)); // it moves on
 * assertEquals(await draw(7), await draw(7)); // a number stands still
 * ```
 *
 * @category Random numbers
 */
export class SeedGenerator extends Shown {
  #seed: number;
  #key: readonly [number, number];
  #counter = 0;

  /**
   * Begins a stream; without a seed, at a random one. The seed may be given by its place, too.
   *
   * @throws {ValueError} if the seed is not an integer, 0 or more.
   * @throws {TypeError} if there is no such option, or there are more arguments.
   */
  constructor(...args: OptionsArguments<{ seed?: number | null }, ["seed"]>) {
    super();
    const action = "make a SeedGenerator";
    const options = optionsFromPlaces(action, ["seed"], args);
    checkOptions(action, options, ["seed"]);
    this.#seed = (options as { seed?: number | null }).seed ?? freshSeed();
    this.#key = keyOf(this.#seed);
  }

  /** The number that it began with, given or drawn. */
  get seed(): number {
    return this.#seed;
  }

  /** Its seed, and how far it is. */
  override toString(): string {
    const { seed, counter } = this.getState();
    return `SeedGenerator { seed: ${seed}, counter: ${counter} }`;
  }

  /** Where it is: what `setState` needs for the same numbers to follow. */
  getState(): SeedState {
    checkArgumentCount("get the state of a SeedGenerator", arguments, 0);
    return { seed: this.#seed, counter: this.#counter };
  }

  /**
   * Goes on where another stream was.
   *
   * @throws {ValueError} if seed or counter is not an integer, 0 or more.
   */
  setState(state: SeedState): void {
    const action = "set the state of a SeedGenerator";
    checkArgumentCount(action, arguments, 1);
    const { seed, counter } = Object(state);
    const key = keyOf(seed);
    toCount(action, "counter", counter);
    this.#seed = seed;
    this.#key = key;
    this.#counter = counter;
  }

  /** The next `blocks` blocks of two words: which key, and from which counter. */
  take(blocks: number): { key: readonly [number, number]; counter: number } {
    checkArgumentCount("draw random numbers", arguments, 1);
    toCount("draw random numbers", "blocks", blocks);
    return this.#take(blocks, null);
  }

  /** Draws blocks for a backend's work; if that fails, they have not been drawn. */
  #take(blocks: number, backend: Backend | null): ReturnType<typeof this.take> {
    return drawn(blocks, () => {
      const counter = this.#counter;
      this.#counter += blocks;
      noteChange(backend, { undone: () => this.#counter -= blocks });
      return { key: this.#key, counter, blocks };
    });
  }

  static {
    takeFor = (backend, stream, blocks) => stream.#take(blocks, backend);
  }
}

/**
 * Where random numbers come from: a stream, a number for the same ones each time, or nothing for the default stream.
 * @category Random numbers
 */
export type Seed = number | SeedGenerator | null | undefined;

let defaultStream: SeedGenerator | undefined;

/**
 * Begins the default stream anew: all draws without a seed of their own, and the seeds of initializers made from now
 * on, follow from this number.
 *
 * @throws {ValueError} if the seed is not an integer, 0 or more.
 *
 * @category Random numbers
 */
export function setRandomSeed(seed: number): void {
  checkArgumentCount("seed random numbers", arguments, 1);
  keyOf(seed);
  defaultStream = new SeedGenerator({ seed });
}

/**
 * The stream of all draws without a seed of their own.
 * @category Random numbers
 */
export function defaultSeedGenerator(): SeedGenerator {
  checkArgumentCount("find the default SeedGenerator", arguments, 0);
  return defaultStream ??= new SeedGenerator();
}

/** The stream that a seed stands for. */
function streamOf(seed: Seed): SeedGenerator {
  if (seed instanceof SeedGenerator) return seed;
  if (seed !== undefined && seed !== null) return new SeedGenerator({ seed });
  return defaultSeedGenerator();
}

/**
 * A seed from the default stream, for what draws the same numbers each time it is asked.
 * @category Random numbers
 */
export function drawSeed(): number {
  checkArgumentCount("draw a seed", arguments, 0);
  const { key, counter } = streamOf(null).take(1);
  return threefry2x32(key, blockWords(counter))[0];
}

/** Uniform numbers in [0, 1), as the device draws them. */
function uniform(name: string, shape: Shape, seed: Seed): Tensor {
  const out = Tensor.empty(getBackend(), toShape(name, shape));
  const blocks = Math.ceil(out.size / 2);
  const { key, counter } = takeFor(out.backend, streamOf(seed), blocks);
  explainingMemory(
    out.backend,
    () => out.backend.random(key, counter, out.operand()),
  );
  return out;
}

/**
 * Numbers drawn evenly from [minval, maxval).
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assert } from "@std/assert";
 *
 * const x = dg.randomUniform([1000], { minval: -1, maxval: 1, seed: 1 });
 * assert(Math.abs(await x.mean().item()) < 0.1);
 * ```
 *
 * @category Random numbers
 */
export function randomUniform(
  shape: Shape,
  options: { minval?: number; maxval?: number; seed?: Seed } = NO_OPTIONS,
): Tensor {
  checkArguments("randomUniform", arguments, 2);
  checkOptionsOf("randomUniform", options, ["minval", "maxval"]);
  const { minval = 0, maxval = 1, seed } = options;
  using scope = new Scope();
  const u = uniform("randomUniform", shape, seed);
  const low = scalar(minval), range = scalar(maxval - minval);
  const value = f.add(input(1), f.mul(input(0), input(2)));
  return scope.keep(evaluate(value, [u, low, range]));
}

/**
 * Numbers drawn from the normal distribution.
 * @category Random numbers
 */
export function randomNormal(
  shape: Shape,
  options: { mean?: number; stddev?: number; seed?: Seed } = NO_OPTIONS,
): Tensor {
  checkArguments("randomNormal", arguments, 2);
  return normal("randomNormal", shape, options, 1);
}

/**
 * Numbers drawn from the normal distribution, none further than two deviations from the mean.
 * @category Random numbers
 */
export function truncatedNormal(
  shape: Shape,
  options: { mean?: number; stddev?: number; seed?: Seed } = NO_OPTIONS,
): Tensor {
  checkArguments("truncatedNormal", arguments, 2);
  // The part of the distribution within two deviations: erf(2 / sqrt 2).
  return normal("truncatedNormal", shape, options, 0.9544997361036416);
}

/** Refuses options other than a seed and numbers of these names. */
function checkOptionsOf<Name extends string>(
  name: string,
  options: Partial<Record<Name, number>>,
  numbers: readonly Name[],
): void {
  checkOpOptions(name, options, [...numbers, "seed"]);
  for (const number of numbers) {
    const value = options[number];
    if (value !== undefined) checkNumeric(`compute ${name}`, number, value);
  }
}

function scalar(value: number): Tensor {
  return Tensor.from(getBackend(), [value], []);
}

/** By the inverse distribution function of the part `within` around the mean. */
function normal(
  name: string,
  shape: Shape,
  options: { mean?: number; stddev?: number; seed?: Seed },
  within: number,
): Tensor {
  checkOptionsOf(name, options, ["mean", "stddev"]);
  const { mean = 0, stddev = 1, seed } = options;
  using scope = new Scope();
  const u = uniform(name, shape, seed);
  const value = normals.get(within) ?? normalOf(within);
  normals.set(within, value);
  return scope.keep(evaluate(value, [u, scalar(mean), scalar(stddev)]));
}

// Kept: equal expression objects are compiled once.
const normals = new Map<number, Expr>();

function normalOf(within: number): Expr {
  // Symmetric around 0 and never -1 or 1: the middle of each of the 2^24 steps of u.
  const middle = f.mul(within, f.add(f.mul(2, input(0)), 2 ** -24 - 1));
  const standard = f.mul(Math.SQRT2, erfinv(middle));
  return f.add(input(1), f.mul(standard, input(2)));
}

/** Which pass each shuffle of a Dataset is to make next: what has to be kept for its passes to go on later. */

import { ValueError } from "../../config/errors.ts";
import { splitMix32 } from "../random.ts";

/** The orders of a shuffle: each follows from the seed and the number of the pass. */
export class Order {
  /** The next pass. */
  pass: number;
  readonly #seed: number;
  readonly #step: 0 | 1;

  /** Begins with a pass. */
  constructor({ seed, initialPass, reshuffleEachIteration }: {
    readonly seed: number;
    readonly initialPass: number;
    readonly reshuffleEachIteration: boolean;
  }) {
    this.pass = initialPass;
    this.#seed = seed;
    this.#step = reshuffleEachIteration ? 1 : 0;
  }

  /** What the order of the next pass follows from. */
  nextSeed(): number {
    const seed = splitMix32(this.#seed, this.pass)() * 2 ** 32;
    this.pass += this.#step;
    return seed;
  }
}

const orders = new WeakMap<object, readonly Order[]>();

/** Notes, and returns, a Dataset that is shuffled in an order of its own, or in those of the Datasets that it is made of. */
export function noteOrders<T extends object>(
  dataset: T,
  parents: readonly object[],
  own: readonly Order[] = [],
): T {
  const all = parents.flatMap((parent) => orders.get(parent) ?? []);
  orders.set(dataset, [...new Set([...all, ...own])]);
  return dataset;
}

/** The next pass of each shuffle in a Dataset. */
export function passesOf(dataset: object): number[] {
  return (orders.get(dataset) ?? []).map(({ pass }) => pass);
}

/**
 * Lets the shuffles in a Dataset go on with these passes.
 *
 * @throws {ValueError} if there are more or fewer shuffles.
 */
export function setPasses(
  action: string,
  dataset: object,
  passes: readonly number[],
): void {
  const all = orders.get(dataset) ?? [];
  if (all.length !== passes.length) {
    throw new ValueError(
      `Cannot ${action}: expected a Dataset that is shuffled ${passes.length} times, received one that is ${all.length} times`,
    );
  }
  all.forEach((order, i) => order.pass = passes[i]);
}

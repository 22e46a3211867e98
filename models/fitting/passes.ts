/** What the batches of a course are made of: arrays, or what gives them one by one. */

import { drawSeed } from "../../autograd/random.ts";
import { ValueError } from "../../config/errors.ts";
import { shuffledBatches } from "../../data/batches.ts";
import { Dataset } from "../../data/dataset/dataset.ts";
import { passesOf, setPasses } from "../../data/dataset/orders.ts";
import { Batch, type BatchSource, toBatch } from "./batches.ts";
import { type BatchIterator, Course, type Passes, type See } from "./course.ts";
import { noSamples } from "./sample_checks.ts";
import type { SampleRows } from "./sample_rows.ts";

/** How arrays are parted. */
export interface Parting {
  readonly batchSize: number;
  /** How many batches an epoch takes at most; all if left out or `null`. */
  readonly steps?: number | null;
  /** Whether an epoch of so many batches begins where the last one ended, and not with the first samples. */
  readonly goesOn?: boolean;
  /** Whether each pass has another order of the samples, and not their own. */
  readonly shuffle?: boolean;
}

/**
 * Batches of arrays, the last of which may be smaller.
 *
 * @throws {ShapeError} if there are no samples.
 */
export function batchesOf(
  action: string,
  { x, y, weights, count }: SampleRows,
  { batchSize, steps: wanted = null, goesOn = false, shuffle = false }: Parting,
  [from, to]: readonly [from: number, to: number] = [0, count],
): Course {
  if (to <= from) throw noSamples(action);
  const size = to - from, all = Math.ceil(size / batchSize);
  function batchAt(order: Uint32Array, i: number): Batch {
    const rows = order.subarray(i * batchSize, (i + 1) * batchSize);
    return new Batch(
      x.map((one) => one.take(rows)),
      y.map((one) => one.take(rows)),
      weights?.take(rows),
    );
  }
  function* batches(order: Uint32Array, at: number): Generator<Batch> {
    for (let i = at; i < all; i++) yield batchAt(order, i);
  }
  const steps = goesOn ? wanted : Math.min(wanted ?? all, all);
  return new Course({
    sizes: [size, batchSize],
    next: [],
    start: () => shuffle ? [drawSeed()] : [],
    begin([seed], at, see) {
      const order = orderOf(size, seed).map((index) => index + from);
      see?.(batchAt(order, 0));
      return batches(order, at);
    },
  }, { steps: steps ?? all, limit: steps, goesOn: goesOn && steps !== null });
}

/** The order that follows from a seed; without one that of the samples themselves. */
function orderOf(size: number, seed: number | undefined): Uint32Array {
  if (seed === undefined) {
    return Uint32Array.from({ length: size }, (_, i) => i);
  }
  const [order] = shuffledBatches({ size, batchSize: size, seed });
  return order;
}

/**
 * Batches of a source, which is gone through once an epoch. Where an epoch has so many steps, it goes on where the last
 * one ended, for the source may be without end, and begins anew when it comes to an end.
 *
 * @throws {TypeError} if it gives something that is no batch.
 * @throws {ValueError} if a Dataset is without end, and nobody says how many steps an epoch has.
 */
export function batchesFrom(
  action: string,
  source: BatchSource,
  steps: number | null,
): Course {
  const dataset = source instanceof Dataset ? source : null;
  const known = dataset?.cardinality ?? null;
  if (steps === null && known === Infinity) {
    throw new ValueError(
      `Cannot ${action}: expected a number of steps, for the Dataset is without end, received none`,
    );
  }
  return new Course(new SourcePasses(action, source), {
    steps: steps ?? known,
    limit: steps,
    goesOn: steps !== null,
    isOnce: "next" in source,
  });
}

/** Passes over what gives batches; a Dataset knows which pass each of its shuffles is to make. */
class SourcePasses implements Passes {
  readonly sizes: readonly number[] = [];
  readonly #action: string;
  readonly #source: BatchSource;

  constructor(action: string, source: BatchSource) {
    this.#action = action;
    this.#source = source;
  }

  get next(): readonly number[] {
    return passesOf(this.#source);
  }

  set next(passes: readonly number[]) {
    setPasses(this.#action, this.#source, passes);
  }

  start(): readonly number[] {
    return this.next;
  }

  async begin(
    start: readonly number[],
    at: number,
    see: See | null,
  ): Promise<BatchIterator> {
    this.next = start;
    const batches = this.#batches();
    for (let i = 0; i < at; i++) {
      const { done, value } = await batches.next();
      if (done) {
        throw new ValueError(
          `Cannot ${this.#action}: expected ${at} batches or more, as there were, received ${i}`,
        );
      }
      if (i === 0 && see) see(value);
      else value[Symbol.dispose]();
    }
    return batches;
  }

  async *#batches(): AsyncGenerator<Batch> {
    for await (const one of this.#source) yield toBatch(this.#action, one);
  }
}

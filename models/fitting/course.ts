/** Going through batches, epoch by epoch, so that one can say where one is, and go on from there later. */

import { ValueError } from "../../config/errors.ts";
import type { Batch } from "./batches.ts";

/** Where one is in the batches. */
export interface DataPlace {
  /** What the pass that is going on followed from, such as the seed of its order; `null` between two passes. */
  readonly pass: readonly number[] | null;
  /** What the next pass will follow from, as far as that is known. */
  readonly next: readonly number[];
  /** How many batches of the pass were taken. */
  readonly taken: number;
  /** How many samples there are, and how many make a batch; nothing where nobody knows. */
  readonly sizes: readonly number[];
}

/** One batch after the other, at once or asynchronously. */
export type BatchIterator = Iterator<Batch> | AsyncIterator<Batch>;

/** Is given a batch, which is the receiver's to dispose. */
export type See = (batch: Batch) => void;

/** What batches come from, in passes. */
export interface Passes {
  /** How many samples there are, and how many make a batch; nothing where nobody knows. */
  readonly sizes: readonly number[];
  /** What the next pass will follow from, as far as that is known, or is to. */
  next: readonly number[];
  /** What a pass that begins now follows from. */
  start(): readonly number[];
  /** Begins a pass at a batch; `see` is given the first one. */
  begin(
    start: readonly number[],
    at: number,
    see: See | null,
  ): BatchIterator | Promise<BatchIterator>;
}

/** How far an epoch goes. */
export interface Extent {
  /** How many batches it has; `null` where nobody knows before. */
  readonly steps: number | null;
  /** After how many batches it ends, if not with the pass. */
  readonly limit: number | null;
  /** Whether it begins where the last one ended, and not with a pass of its own. */
  readonly goesOn?: boolean;
  /** Whether there is one pass alone, which the caller has begun. */
  readonly isOnce?: boolean;
}

/** Batches that are gone through once an epoch. */
export class Course {
  /** How many there are in an epoch; `null` where nobody knows before. */
  readonly steps: number | null;
  readonly #passes: Passes;
  readonly #extent: Extent;
  #iterator: BatchIterator | null = null;
  #pass: readonly number[] | null = null;
  #taken = 0;

  /** Begins before the first pass. */
  constructor(passes: Passes, extent: Extent) {
    this.steps = extent.steps;
    this.#passes = passes;
    this.#extent = extent;
  }

  /** One epoch's batches; from a later step on it is the rest of one that has begun, after `goTo`. */
  async *epoch(from = 0): AsyncGenerator<Batch> {
    const { goesOn, limit } = this.#extent;
    try {
      for (let step = from; step < (limit ?? Infinity);) {
        const isNew = this.#iterator === null;
        // A pass of its own is over where the epoch is.
        if (isNew && step > 0 && !goesOn) return;
        if (isNew) await this.#begin(this.#passes.start());
        const next = await this.#iterator!.next();
        if (next.done) {
          this.#leave();
          // One that gives nothing would never give anything.
          if (isNew) return;
          continue;
        }
        this.#taken++;
        step++;
        yield next.value;
      }
    } finally {
      if (!goesOn) await this.#leave()?.return?.();
    }
  }

  /** Where it is. */
  get place(): DataPlace {
    const { next, sizes } = this.#passes;
    return { pass: this.#pass, next, taken: this.#taken, sizes };
  }

  /**
   * Goes to a place where a course over the same batches was; `see` is given one of them.
   *
   * @throws {ValueError} if they are others.
   */
  async goTo(action: string, place: DataPlace, see: See | null): Promise<void> {
    const passes = this.#passes;
    const { pass, next, taken, sizes } = place;
    if (sizes.join() !== passes.sizes.join()) {
      throw new ValueError(
        `Cannot ${action}: expected ${shown(sizes)}, received ${
          shown(passes.sizes)
        }`,
      );
    }
    if (pass !== null) return await this.#begin(pass, taken, see);
    if (see && !this.#extent.isOnce) {
      await this.#begin(passes.start(), 1, see);
      await this.#leave()?.return?.();
    }
    passes.next = next;
  }

  /** Closes what is left open between epochs. */
  async close(): Promise<void> {
    // The caller may want to go on with what it has begun.
    if (!this.#extent.isOnce) await this.#leave()?.return?.();
  }

  async #begin(
    pass: readonly number[],
    taken = 0,
    see: See | null = null,
  ): Promise<void> {
    this.#pass = pass;
    this.#taken = taken;
    this.#iterator = await this.#passes.begin(pass, taken, see);
  }

  #leave(): BatchIterator | null {
    const iterator = this.#iterator;
    this.#iterator = this.#pass = null;
    this.#taken = 0;
    return iterator;
  }
}

function shown([samples, size]: readonly number[]): string {
  return samples === undefined
    ? "batches that something gives"
    : `${samples} samples in batches of ${size}`;
}

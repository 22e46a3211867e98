/** A bounded cache of what kernels work out once for each shape: plans, and the tables in memory that plans point to. */

import type { LinearMemory } from "./memory.ts";
import { FLOAT_BYTES, WORD_BYTES } from "./sizes.ts";

/** Bytes that all cached tables together may take, beside those of the plan in use. */
const MAX_BYTES = 8 * 2 ** 20;
/** Plans kept at most, whatever their size. */
const MAX_PLANS = 512;
/** Plans kept at least: kernels that run within other kernels ask for theirs in between. */
const MIN_PLANS = 4;

/** Puts a table of byte offsets into memory and returns its address; `at` gives them in elements. */
export type PutTable = (
  length: number,
  at: (index: number) => number,
) => number;

interface Entry {
  readonly plan: unknown;
  readonly tables: readonly { address: number; bytes: number }[];
  readonly bytes: number;
}

/** Plans by key; the one unused for longest goes first. */
export class PlanCache {
  readonly #memory: LinearMemory;
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;
  #dropped = 0;

  /** Makes an empty cache that keeps its tables in `memory`. */
  constructor(memory: LinearMemory) {
    this.#memory = memory;
  }

  /** How many plans it has let go of. */
  get dropped(): number {
    return this.#dropped;
  }

  /** The plan of a key, made on the first call; it stays valid for MIN_PLANS further calls. */
  get<Plan>(key: string, make: (put: PutTable) => Plan): Plan {
    const known = this.#entries.get(key);
    if (known) {
      // A map keeps the order of insertion: the last one in is the last one used.
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known.plan as Plan;
    }
    const entry = this.#make(make);
    this.#bytes += entry.bytes;
    for (const [oldest, old] of this.#entries) {
      const fits = this.#bytes <= MAX_BYTES && this.#entries.size < MAX_PLANS;
      if (fits || this.#entries.size <= MIN_PLANS) break;
      this.#entries.delete(oldest);
      this.#dropped++;
      this.#bytes -= old.bytes;
      old.tables.forEach(({ address, bytes }) =>
        this.#memory.release(address, bytes)
      );
    }
    this.#entries.set(key, entry);
    return entry.plan as Plan;
  }

  #make<Plan>(make: (put: PutTable) => Plan): Entry {
    const tables: { address: number; bytes: number }[] = [];
    const plan = make((length, at) => {
      const bytes = length * WORD_BYTES;
      const address = this.#memory.allocate(bytes);
      tables.push({ address, bytes });
      const table = this.#memory.i32.subarray(
        address / WORD_BYTES,
        address / WORD_BYTES + length,
      );
      for (let i = 0; i < length; i++) table[i] = at(i) * FLOAT_BYTES;
      return address;
    });
    const bytes = tables.reduce((sum, table) => sum + table.bytes, 0);
    return { plan, tables, bytes };
  }
}

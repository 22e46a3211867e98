/** What one thread of the processor can do, measured between the tasks of a benchmark. */

import { type Limit, limits } from "./limits.ts";
import { median } from "../table.ts";

/** Samples of the processor's limits. */
export class Rates {
  readonly #limits = limits().map((limit) => ({
    limit,
    samples: [] as number[],
  }));

  /** Measures all of them once. */
  sample(): void {
    for (const { limit, samples } of this.#limits) {
      samples.push(limit.measure());
    }
  }

  /** Gigabytes a second, read and written. */
  get copy(): number {
    return this.#rate("GB/s");
  }

  /** Billions of operations a second, a multiplication and an addition each being one. */
  get simd(): number {
    return this.#rate("GFLOP/s");
  }

  #rate(unit: Limit["unit"]): number {
    return median(
      this.#limits.find(({ limit }) => limit.unit === unit)?.samples ?? [],
    );
  }
}

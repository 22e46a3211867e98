/** Times passes by the device's own clock. */

import type { KernelTimer } from "../kernel_timer.ts";

/** Passes that one set of queries has room for: it holds two times of each, and 4096 at most. */
const PASSES = 2048;
const BYTES = PASSES * 2 * BigUint64Array.BYTES_PER_ELEMENT;

/** Writes down when each pass begins and ends. */
export class PassTimer implements KernelTimer {
  readonly #device: GPUDevice;
  readonly #stopped: () => void;
  readonly #sets: GPUQuerySet[] = [];
  #count = 0;

  /** Begins; `stopped` is called when nothing more is to be timed. */
  constructor(device: GPUDevice, stopped: () => void) {
    this.#device = device;
    this.#stopped = stopped;
  }

  get count(): number {
    return this.#count;
  }

  /** What the next pass is to write. */
  next(): GPUComputePassTimestampWrites {
    const at = this.#count++ % PASSES;
    if (at === 0) {
      const set = { type: "timestamp", count: 2 * PASSES } as const;
      this.#sets.push(this.#device.createQuerySet(set));
    }
    return {
      querySet: this.#sets[this.#sets.length - 1],
      beginningOfPassWriteIndex: 2 * at,
      endOfPassWriteIndex: 2 * at + 1,
    };
  }

  async stop(): Promise<readonly (readonly [begin: number, end: number])[]> {
    this.#stopped();
    const times = (await Promise.all(
      this.#sets.map((set, i) =>
        this.#read(set, Math.min(PASSES, this.#count - i * PASSES))
      ),
    )).flat();
    const [[first]] = [...times, [0n]];
    // Nanoseconds since the first.
    const millis = (time: bigint) => Number(time - first) / 1e6;
    return times.map(([begin, end]) => [millis(begin), millis(end)]);
  }

  async #read(set: GPUQuerySet, passes: number): Promise<[bigint, bigint][]> {
    const device = this.#device;
    const { QUERY_RESOLVE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    const make = (usage: number) => device.createBuffer({ size: BYTES, usage });
    const resolved = make(QUERY_RESOLVE | COPY_SRC);
    const mapped = make(MAP_READ | COPY_DST);
    const encoder = device.createCommandEncoder();
    encoder.resolveQuerySet(set, 0, 2 * passes, resolved, 0);
    encoder.copyBufferToBuffer(resolved, 0, mapped, 0, BYTES);
    device.queue.submit([encoder.finish()]);
    await mapped.mapAsync(GPUMapMode.READ);
    const times = new BigUint64Array(mapped.getMappedRange().slice(0));
    for (const one of [resolved, mapped, set]) one.destroy();
    return Array.from(
      { length: passes },
      (_, i) => [times[2 * i], times[2 * i + 1]],
    );
  }
}

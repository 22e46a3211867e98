/** The body of a worker: it takes jobs until none is left, and then sleeps until there are more. */

import type { Natives } from "../natives.ts";

/** What a worker is given when it starts. */
export interface WorkerData {
  /** The memory that all threads share. */
  readonly memory: WebAssembly.Memory;
  /** Address of the control block (see control.ts). */
  readonly control: number;
  /** Address of the modules' slots. */
  readonly slots: number;
  /** Words of a slot. */
  readonly slotWords: number;
  /** Its number; the main thread is 0. */
  readonly thread: number;
  /** Bytes that a pointer counts, as it stands in lists and tables. */
  readonly pointerBytes: number;
  /** Pointer to its workspace. */
  readonly workspace: number;
  /** Places in the control block, in words. */
  readonly at: typeof import("./control.ts").AT;
  /** Milliseconds for which it looks for more jobs before it sleeps. */
  readonly spin: number;
  /** Characters that an error may have. */
  readonly mostText: number;
  /** What the functions from outside WebAssembly are made from (see natives.ts). */
  readonly natives?: string;
}

/** The body of a worker. Its source is sent as text: it may use nothing but its parameters. */
export function workerMain(
  data: WorkerData,
  makeNatives?: Natives["make"],
): void {
  const { memory, slots, slotWords, thread, workspace, at, mostText } = data;
  type Exports = ((...args: number[]) => void)[];
  const known: { serial: number; exports: Exports }[] = [];
  const wordBytes = Int32Array.BYTES_PER_ELEMENT;
  const base = data.control / wordBytes;
  let words = new Int32Array(memory.buffer);
  const native = makeNatives?.(
    memory,
    data.natives ?? "",
    data.pointerBytes,
  ) ?? {};

  const exportsOf = (slot: number): Exports => {
    const entry = slots / wordBytes + slot * slotWords;
    const [serial, pointer, length] = words.subarray(entry, entry + 3);
    if (known[slot]?.serial === serial) return known[slot].exports;
    const start = (pointer >>> 0) * data.pointerBytes;
    const bytes = new Uint8Array(words.buffer).slice(start, start + length);
    const { exports } = new WebAssembly.Instance(
      new WebAssembly.Module(bytes),
      {
        env: { memory, workspace },
        Math: Math as unknown as WebAssembly.ModuleImports,
        native,
      },
    );
    known[slot] = { serial, exports: Object.values(exports) as Exports };
    return known[slot].exports;
  };

  const runJob = (number: number): void => {
    // What counts words may have all 32 bits.
    if (words.length < words[base + at.memoryWords] >>> 0) {
      // Growing by nothing brings this thread's view up to date. A list may begin before the old end and reach behind it.
      memory.grow((data.pointerBytes > 1 ? 0n : 0) as number);
      words = new Int32Array(memory.buffer);
    }
    const list = words[base + at.list] >>> 0;
    const own = words[base + at.own] +
      Math.imul(words[base + at.ownLength], thread);
    let next = words[list + number] >>> 0;
    for (let calls = words[next++]; calls > 0; calls--) {
      const slot = words[next], index = words[next + 1];
      const mask = words[next + 2], count = words[next + 3];
      next += 4;
      // One by one: a view of the words for each call would take several times as long.
      const args: number[] = [];
      for (let k = 0; k < count; k++) {
        args.push(words[next++] + ((mask >>> k) & 1 ? own : 0));
      }
      Atomics.store(words, base + at.running + thread, slot + 1);
      exportsOf(slot)[index](...args);
    }
    Atomics.store(words, base + at.running + thread, 0);
  };

  const report = (error: unknown): void => {
    const running = Atomics.exchange(words, base + at.running + thread, 0);
    if (Atomics.compareExchange(words, base + at.error, 0, running) !== 0) {
      return;
    }
    const text = String(error).slice(0, mostText);
    words[base + at.textLength] = text.length;
    for (let i = 0; i < text.length; i++) {
      words[base + at.text + i] = text.charCodeAt(i);
    }
  };

  Atomics.add(words, base + at.ready, 1);
  Atomics.notify(words, base + at.ready);
  for (;;) {
    const epoch = Atomics.load(words, base + at.epoch);
    if (Atomics.load(words, base + at.stopped) !== 0) return;
    for (;;) {
      const left = Atomics.load(words, base + at.left);
      if (left <= 0) break;
      const taken = Atomics.compareExchange(
        words,
        base + at.left,
        left,
        left - 1,
      );
      if (taken !== left) continue;
      try {
        runJob(words[base + at.count] - left);
      } catch (error) {
        report(error);
      }
      Atomics.add(words, base + at.done, 1);
      Atomics.notify(words, base + at.done);
    }
    // A step is many lists of jobs in quick succession; waking from a sleep would take longer than the next one takes to come.
    const since = performance.now();
    while (Atomics.load(words, base + at.epoch) === epoch) {
      if (performance.now() - since > data.spin) break;
    }
    Atomics.wait(words, base + at.epoch, epoch);
  }
}

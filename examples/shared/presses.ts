/** How often Ctrl-C was pressed: a thread of its own counts, since of several signals in a long step this one hears one. */

/** Counts from its making to its disposal. */
export class Presses implements Disposable {
  readonly #count = new Int32Array(new SharedArrayBuffer(4));
  readonly #worker = new Worker(
    new URL("./presses_worker.ts", import.meta.url),
    { type: "module" },
  );

  /** Counts these signals. */
  constructor(names: readonly Deno.Signal[]) {
    this.#worker.postMessage({ names, count: this.#count });
  }

  /** How many there were since it listens, which it does some milliseconds after it was made. */
  get count(): number {
    return Atomics.load(this.#count, 0);
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }
}

/** Worker threads that take jobs together with the thread that has them. */

import { type KernelCache, SLOT_WORDS } from "../kernel_cache.ts";
import type { LinearMemory } from "../memory.ts";
import type { Natives } from "../natives.ts";
import { WORD_BYTES } from "../sizes.ts";
import { AT, CONTROL_BYTES, MAX_THREADS, MOST_TEXT } from "./control.ts";
import { type Job, runJob, wordsOf, writeJobs } from "./jobs.ts";
import type { Started } from "../../../config/start_worker.ts";
import { spawn } from "./spawn.ts";

/** Milliseconds for which the main thread looks whether jobs are done before it sleeps. */
const SPIN = 0.05;
/** Milliseconds for which a worker looks for more jobs before it sleeps; waking it may take 0.2 on a virtual machine. */
const WORKER_SPIN = 0.2;
/** Milliseconds without any job done after which a thread counts as dead. */
const PATIENCE = 10_000;
/** Of these parts each counts as one however long it took: a process that is suspended does not run, and does not wait. */
const PARTS = 100;

/** What a pool needs. */
export interface PoolOptions {
  /** The memory that the threads share. */
  readonly memory: LinearMemory;
  /** The kernels that jobs call. */
  readonly kernels: KernelCache;
  /** Threads at most, with the one that calls. */
  readonly threads: number;
  /** Bytes of a thread's workspace. */
  readonly workspaceBytes: number;
  /** Milliseconds without any job done after which a thread counts as dead. */
  readonly patience?: number;
  /** Functions from outside WebAssembly that kernels call. */
  readonly natives?: Natives;
  /** How a worker is started. */
  readonly start?: typeof spawn;
}

/** Pools that were forgotten, not disposed of. */
const forgotten = new FinalizationRegistry<() => void>((stop) => stop());

/**
 * The threads of one memory. Jobs lie in the memory, and whoever has nothing to do takes the next one, so that a worker
 * that starts late, or never, is not waited for: only jobs that a worker has taken are. Workers are started one at a
 * time and sleep soon after a list. They never keep a process alive.
 */
export class ThreadPool implements Disposable {
  readonly #options: PoolOptions;
  readonly #control: number;
  readonly #workers: Started[] = [];
  readonly #mayWait: boolean;
  readonly #stop: () => void;
  #failure: string | undefined;

  /** Makes a pool without workers. */
  constructor(options: PoolOptions) {
    this.#options = options;
    const { memory } = options;
    this.#control = memory.allocate(CONTROL_BYTES) / WORD_BYTES;
    const control = this.#control;
    memory.i32.fill(0, control, control + CONTROL_BYTES / WORD_BYTES);
    this.#mayWait = mayWait(memory.i32, control);
    const shared = memory.memory, workers = this.#workers;
    this.#stop = () => {
      const words = new Int32Array(shared.buffer);
      Atomics.store(words, control + AT.stopped, 1);
      Atomics.add(words, control + AT.epoch, 1);
      Atomics.notify(words, control + AT.epoch);
      workers.length = 0;
    };
    forgotten.register(this, this.#stop, this);
  }

  /** Workers that have started. */
  get ready(): number {
    return Atomics.load(this.#words, this.#control + AT.ready);
  }

  /** Workers that have been asked to start. */
  get started(): number {
    return this.#workers.length;
  }

  /**
   * Runs all jobs, in any order, on this thread and on those that have started, each with `ownBytes` of its own; one more
   * may be started.
   */
  run(
    jobs: readonly Job[],
    { ownBytes, mayStart }: { ownBytes: number; mayStart: boolean },
  ): void {
    if (mayStart) this.#startWorker();
    const { memory } = this.#options;
    const bytes = ownBytes * (this.#workers.length + 1);
    const listBytes = wordsOf(jobs) * WORD_BYTES;
    const own = memory.allocate(bytes), list = memory.allocate(listBytes);
    try {
      writeJobs(memory.i32, list / WORD_BYTES, jobs);
      this.#publish(jobs.length, { list, own, ownBytes });
      this.#finish(jobs, own);
    } finally {
      memory.release(list, listBytes);
      memory.release(own, bytes);
    }
  }

  /** Ends all workers. */
  [Symbol.dispose](): void {
    forgotten.unregister(this);
    this.#stop();
  }

  get #words(): Int32Array {
    return this.#options.memory.i32;
  }

  #startWorker(): void {
    const { memory, kernels, threads, natives } = this.#options;
    const { workspaceBytes, start = spawn } = this.#options;
    const thread = this.#workers.length + 1;
    const isEnough = thread >= Math.min(threads, MAX_THREADS);
    if (isEnough || this.#failure !== undefined) return;
    const data = {
      memory: memory.memory,
      control: this.#control * WORD_BYTES,
      pointerBytes: memory.pointerBytes,
      slots: kernels.slots,
      slotWords: SLOT_WORDS,
      thread,
      workspace: memory.allocate(workspaceBytes) / memory.pointerBytes,
      at: AT,
      spin: WORKER_SPIN,
      mostText: MOST_TEXT,
      natives: natives?.source,
    };
    const fail = (error: unknown): void => void (this.#failure = `${error}`);
    try {
      this.#workers.push(start(data, fail, natives?.make));
    } catch (error) {
      // Where workers are forbidden all jobs are this thread's.
      this.#failure = `${error}`;
    }
  }

  #publish(
    count: number,
    { list, own, ownBytes }: { list: number; own: number; ownBytes: number },
  ): void {
    const words = this.#words, control = this.#control;
    words[control + AT.list] = list / WORD_BYTES;
    words[control + AT.count] = count;
    const { pointerBytes } = this.#options.memory;
    words[control + AT.own] = own / pointerBytes;
    words[control + AT.ownLength] = ownBytes / pointerBytes;
    words[control + AT.memoryWords] = words.length;
    words[control + AT.error] = 0;
    Atomics.store(words, control + AT.done, 0);
    // From here on jobs are taken, even by a thread that is late for the last list.
    Atomics.store(words, control + AT.left, count);
    Atomics.add(words, control + AT.epoch, 1);
    Atomics.notify(words, control + AT.epoch);
  }

  /** Takes jobs as workers do, and waits for those that workers have taken. */
  #finish(jobs: readonly Job[], own: number): void {
    const words = this.#words, control = this.#control;
    const ownPointer = own / this.#options.memory.pointerBytes;
    let mine = 0;
    try {
      for (;;) {
        const left = Atomics.load(words, control + AT.left);
        if (left <= 0) break;
        const at = control + AT.left;
        const taken = Atomics.compareExchange(words, at, left, left - 1);
        if (taken !== left) continue;
        mine++;
        runJob(jobs[jobs.length - left], ownPointer);
      }
    } finally {
      // After an error, nobody begins what is left.
      const dropped = Atomics.exchange(words, control + AT.left, 0);
      this.#wait(jobs.length - mine - dropped);
    }
    this.#rethrow();
  }

  /** Waits until workers have done so many jobs. */
  #wait(count: number): void {
    const { patience = PATIENCE } = this.#options;
    const words = this.#words, at = this.#control + AT.done;
    const part = patience / PARTS;
    let done = Atomics.load(words, at), waited = 0, last = performance.now();
    while (done < count) {
      if (waited > patience) this.#giveUp(waited);
      if (this.#mayWait && waited > SPIN) Atomics.wait(words, at, done, part);
      const now = performance.now(), next = Atomics.load(words, at);
      waited = next === done ? waited + Math.min(now - last, part) : 0;
      [done, last] = [next, now];
    }
  }

  #giveUp(waited: number): never {
    const { threads, kernels } = this.#options;
    const from = this.#control + AT.running;
    const slots = [...this.#words.subarray(from, from + threads)];
    const names = slots.flatMap((slot) =>
      slot > 0 ? `"${kernels.keyAt(slot - 1)}"` : []
    );
    this.#workers.forEach((worker) => worker.terminate());
    this.#failure ??= `no sign of it for ${Math.round(waited)} ms`;
    this[Symbol.dispose]();
    throw new Error(
      `Cannot run the kernel ${
        names.join(", ")
      } on several threads: expected every worker to go on, received ${this.#failure}; from now on there is one thread`,
    );
  }

  #rethrow(): void {
    const words = this.#words, control = this.#control;
    const slot = words[control + AT.error];
    if (slot === 0) return;
    const from = control + AT.text;
    const text = words.subarray(from, from + words[control + AT.textLength]);
    throw new Error(
      `Cannot run the kernel "${
        this.#options.kernels.keyAt(slot - 1)
      }": expected no error in a worker, received ${
        String.fromCharCode(...text)
      }`,
    );
  }
}

/** Whether this thread may sleep; that of a web page may not, and looks again and again instead. */
function mayWait(words: Int32Array, at: number): boolean {
  try {
    Atomics.wait(words, at, words[at] + 1, 0);
    return true;
  } catch {
    return false;
  }
}

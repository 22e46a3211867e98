/** What all kernels of this backend share: memory, compiled modules, scratch space, cached tables. */

import type { Operand } from "../backend.ts";
import type { Algorithm } from "./algorithm.ts";
import type { WasmBuffer } from "./buffer.ts";
import { type Capture, Captures, type Jobs } from "./captures.ts";
import type { ModuleBuilder } from "./assembler/mod.ts";
import { at, type KernelFunc, type Kernels } from "./kernel.ts";
import { KernelCache } from "./kernel_cache.ts";
import { LinearMemory } from "./memory.ts";
import type { Natives } from "./natives.ts";
import { canRelaxedMadd, defaultThreads } from "./machine.ts";
import { PlanCache } from "./plan_cache.ts";
import type {
  MemoryName,
  RuntimeOptions,
  TileName,
} from "./runtime_options.ts";
import { SharedScratch } from "./shared_scratch.ts";
import { FLOAT_BYTES } from "./sizes.ts";
import { type Job, runJobs } from "./threads/jobs.ts";
import { ThreadPool } from "./threads/pool.ts";
import { canShare } from "../../config/start_worker.ts";

export { type Call, OWN } from "./kernel.ts";
export * from "./runtime_options.ts";
export type { Job } from "./threads/jobs.ts";

/** Bytes of the workspace that a kernel may use as it likes while it runs. */
export const WORKSPACE_BYTES = 192 * 1024;
/** Microseconds of work for which waking other threads pays. */
const WORTH_WAKING = 200;
/** Lists of kernels that are remembered as a whole: each may be long. */
const MOST_WHOLES = 64;
/** Microseconds of such work before another thread is started, which takes about as long. */
const WORTH_STARTING = 50_000;

/**
 * Microseconds of work from which a trial of tiles is worth its time. There are two: on a busy machine, the engine may not
 * have optimized all of them before the first one ends.
 */
const WORTH_TRYING = 500_000, TRIALS = 2;

/** A block of memory that is given back when the scope ends. */
export interface Scratch extends Disposable {
  /** Where it begins; a multiple of 64. */
  readonly address: number;
}

/**
 * Memory and code of one device.
 *
 * Modules import `env.memory`, functions of `Math`, and `env.workspace`: the address of WORKSPACE_BYTES bytes that no other
 * thread uses.
 *
 * Work is handed over as jobs:
 *
 * ```ts ignore
 * const { zeros } = runtime.kernels("zeros", (module) => ({
 *   zeros: module.define({ params: { to: "pointer", bytes: "size" } }, (f, { to, bytes }) => {
 *     f.do(memory.fill(to, 0, bytes));
 *   }),
 * }));
 * const jobs = chunks.map(({ address, bytes }): Job => [zeros.bind({ to: address, bytes })]);
 * runtime.parallel(jobs, { work: allBytes / BYTES_PER_MICROSECOND });
 * ```
 *
 * A job is a list of calls that one thread makes in order. The jobs of a list run in any order and at the same time, so
 * none may write what another reads or writes. `parallel` returns when all are done. Small work is done by the calling
 * thread alone (`work` is its estimate in microseconds on one thread).
 *
 * Results have the same bits on any number of threads. That needs two rules: work is cut into jobs by shape alone, and
 * where several jobs contribute to one sum, each writes a partial sum of its own, which a second list adds up in a fixed
 * order.
 *
 * A job may need scratch space: `ownBytes` reserves that many bytes for each thread, and a pointer of `OWN + offset` becomes
 * an address there. Tables in memory cannot hold such pointers.
 */
export class WasmRuntime implements Disposable {
  /** Tables that kernels keep between calls of the same shape. */
  readonly plans: PlanCache;
  /** Whether multiplying and adding may be one instruction. */
  readonly hasRelaxedMadd: boolean;
  /** The algorithm that convolutions use wherever they can, in place of the one thought to be fastest. */
  readonly preferred: Algorithm | undefined;
  /** The micro-kernel's tile, once known, how many trials there were, and the estimated microseconds of all that has run. */
  readonly tile: { name: TileName | undefined; trials: number; work: number };
  /** Threads at most, with the one that calls. */
  readonly threads: number;
  /** How long addresses are. */
  readonly memoryName: MemoryName;
  readonly #patience: number | undefined;
  readonly #natives: Natives | undefined;
  readonly #kernels: KernelCache;
  readonly #captures: Captures;
  /** Of whole lists of kernels. */
  readonly #wholes: Captures;
  readonly #space: SharedScratch;
  #memory: LinearMemory | undefined;
  #workspace = 0;
  #largeWork = 0;
  #pool: ThreadPool | undefined;

  /** Makes an empty memory, compiles nothing and starts no thread yet. */
  constructor(options: RuntimeOptions = {}) {
    const { maximumBytes, threads = defaultThreads() } = options;
    this.memoryName = options.memory ?? "32-bit";
    const wide = this.memoryName === "64-bit";
    this.preferred = options.algorithm;
    this.#patience = options.patience;
    this.#natives = options.natives;
    this.tile = {
      name: options.tile,
      trials: options.tile ? TRIALS : 0,
      work: 0,
    };
    const shared = threads > 1 && canShare();
    this.#memory = new LinearMemory({ maximumBytes, shared, wide });
    this.threads = this.#memory.isShared ? threads : 1;
    this.plans = new PlanCache(this.#memory);
    this.#kernels = new KernelCache(this.#memory, this.#natives);
    const device = {
      memory: this.#memory,
      run: (jobs: Jobs) => this.#run(jobs),
    };
    this.#captures = new Captures(device);
    this.#wholes = new Captures(device, MOST_WHOLES);
    this.#space = new SharedScratch(this.#memory);
    this.#memory.onFull = () => {
      if (this.#wholes.clear()) this.#space.clear();
      this.#captures.clear();
    };
    this.hasRelaxedMadd = options.relaxedMadd ?? canRelaxedMadd();
  }

  /** The memory of all buffers, tables and scratch space. */
  get memory(): LinearMemory {
    if (this.#memory) return this.#memory;
    throw new ReferenceError(
      "Cannot use the wasm backend: expected an open one, received one that is disposed",
    );
  }

  /** How many trials of tiles are worth their time by what has run so far, replayed or not. */
  get trialsDue(): number {
    return Math.min(TRIALS, Math.floor(this.tile.work / WORTH_TRYING));
  }

  /** Threads that take jobs by now. */
  get ready(): number {
    return 1 + (this.#pool?.ready ?? 0);
  }

  /** The kernels that `build` defines; the module is built and compiled when its key is asked for the first time. */
  kernels<Module extends Readonly<Record<string, KernelFunc>>>(
    key: string,
    build: (module: ModuleBuilder) => Module,
  ): Kernels<Module> {
    return this.#kernels.get(key, build, () => this.#workspaceAddress());
  }

  /**
   * Runs a kernel that does the same whenever it is called with the same parts, compared by identity: `kernel` plans it only
   * twice.
   */
  repeatable(parts: readonly unknown[], kernel: () => void): void {
    // What is captured as a whole owns all that it points to.
    if (this.#wholes.current) kernel();
    else this.#captures.run(parts, this.#stateOf, kernel);
  }

  /** Likewise for kernels that are called one after the other, each by `repeatable`. */
  repeatableWhole(parts: readonly unknown[], kernels: () => void): void {
    this.#wholes.run(parts, this.#stateOf, kernels);
  }

  /** Runs jobs that do not depend on each other, on several threads if that is worth it (see the class). */
  parallel(
    jobs: readonly Job[],
    { work, ownBytes = 0 }: { work: number; ownBytes?: number },
  ): void {
    const all = this.#placed({ jobs, work, ownBytes });
    this.#capture?.steps.push({ kind: "jobs", jobs: all });
    this.#run(all);
  }

  /** Lets this thread read and write the memory by itself, between jobs: what is too small for a kernel. */
  write(write: () => void): void {
    this.#capture?.steps.push({ kind: "write", write });
    write();
  }

  /** Where the first element of an operand lies, in bytes. */
  address({ buffer, view }: Operand): number {
    return (buffer as WasmBuffer).address + view.offset * FLOAT_BYTES;
  }

  /** Memory for the duration of a call; it does not count as a tensor's. */
  scratch(bytes: number): Scratch {
    if (this.#wholes.current) {
      const space = this.#space, block = space.take(bytes);
      const { address } = block;
      return { address, [Symbol.dispose]: () => space.give(block) };
    }
    const { memory } = this, address = memory.allocate(bytes);
    this.#captures.current?.take({ address, bytes });
    return {
      address,
      [Symbol.dispose]: () => memory.release(address, bytes),
    };
  }

  /** Memory for what a call's jobs read and this thread has written before, once for all calls that are the same. */
  table(bytes: number): Scratch {
    const capture = this.#capture;
    if (!capture) return this.scratch(bytes);
    const address = this.memory.allocate(bytes);
    capture.tables.push({ address, bytes });
    return { address, [Symbol.dispose]: () => {} };
  }

  /** Ends the threads and lets go of memory and code. */
  [Symbol.dispose](): void {
    this.#pool?.[Symbol.dispose]();
    this.#pool = undefined;
    this.#memory = undefined;
    this.#kernels.clear();
  }

  /** What is being captured. */
  get #capture(): Capture | undefined {
    return this.#wholes.current ?? this.#captures.current;
  }

  /** Changes when a table or a module is let go of, or a tile is to be chosen. */
  readonly #stateOf = (): number =>
    this.plans.dropped + this.#kernels.dropped + this.trialsDue;

  /**
   * Jobs of a list of kernels that is captured as a whole, if this thread alone will run them: as one job, with their scratch
   * space at the place that it has then, so that it is neither taken nor added to pointers again.
   */
  #placed(all: Jobs): Jobs {
    if (!this.#wholes.current || this.#isShared(all)) return all;
    const { jobs, work, ownBytes } = all;
    const own = this.scratch(ownBytes);
    // Its place stays; jobs behind these may have the same one.
    own[Symbol.dispose]();
    const pointer = own.address / this.memory.pointerBytes;
    const calls = jobs.flat().map((call) => at(call, pointer));
    return { jobs: [calls], work, ownBytes: 0 };
  }

  /** Whether threads may share jobs. */
  #isShared({ jobs, work }: Jobs): boolean {
    return work >= WORTH_WAKING && jobs.length > 1 && this.threads > 1;
  }

  #run(all: Jobs): void {
    const { jobs, work, ownBytes } = all;
    this.tile.work += work;
    if (this.#isShared(all)) {
      this.#largeWork += work;
      const started = this.#pool?.started ?? 0;
      const mayStart = this.#largeWork > (started + 1) * WORTH_STARTING;
      if (mayStart) this.#pool ??= this.#makePool();
      if (this.#pool) return this.#pool.run(jobs, { ownBytes, mayStart });
    }
    if (ownBytes === 0) return runJobs(jobs, 0);
    const { memory } = this, own = memory.allocate(ownBytes);
    try {
      runJobs(jobs, own / memory.pointerBytes);
    } finally {
      memory.release(own, ownBytes);
    }
  }

  #makePool(): ThreadPool {
    return new ThreadPool({
      memory: this.memory,
      kernels: this.#kernels,
      threads: this.threads,
      workspaceBytes: WORKSPACE_BYTES,
      patience: this.#patience,
      natives: this.#natives,
    });
  }

  #workspaceAddress(): number {
    this.#workspace ||= this.memory.allocate(WORKSPACE_BYTES);
    return this.#workspace;
  }
}

/** What all kernels of this backend share: memory, compiled modules, scratch space, cached tables. */

import type { Buffer, Operand } from "../backend.ts";
import { f32x4, ModuleBuilder } from "./assembler/mod.ts";
import { type Kernel, KernelCache } from "./kernel_cache.ts";
import type { Algorithm } from "./algorithm.ts";
import { LinearMemory } from "./memory.ts";
import { PlanCache } from "./plan_cache.ts";
import { type Job, runJob } from "./threads/jobs.ts";
import { ThreadPool } from "./threads/pool.ts";
import { canShare } from "./threads/spawn.ts";

export type { Kernel, KernelFunction } from "./kernel_cache.ts";
export { type Call, type Job, OWN } from "./threads/jobs.ts";

/** Bytes of every float. */
export const FLOAT_BYTES = 4;
/** Bytes of the workspace that a kernel may use as it likes while it runs. */
export const WORKSPACE_BYTES = 192 * 1024;
/** Microseconds of work that are worth waking other threads for. */
const WORTH_WAKING = 200;
/** Microseconds of such work that come before each thread is started, which takes about as long. */
const WORTH_STARTING = 50_000;

/** A block of the linear memory that holds a tensor's elements. */
export class WasmBuffer implements Buffer {
  /** Bytes of the elements. */
  readonly byteLength: number;
  /** Where they begin. */
  readonly address: number;

  /** Wraps a block. */
  constructor(address: number, byteLength: number) {
    this.address = address;
    this.byteLength = byteLength;
  }
}

/** A block that is given back at the end of the block of code. */
export interface Scratch extends Disposable {
  /** Where it begins; a multiple of 64. */
  readonly address: number;
}

/** What a runtime may be told. */
export interface RuntimeOptions {
  /** Most bytes of its memory. */
  readonly maximumBytes?: number;
  /** Whether multiplying and adding may be one instruction, where that exists. */
  readonly relaxedMadd?: boolean;
  /** Threads at most, with the one that calls; as many as the processor runs at once unless given. */
  readonly threads?: number;
  /** Milliseconds without any sign of a thread after which it counts as dead; 10,000 unless given. */
  readonly patience?: number;
  /** What convolutions are to run by, so that tests reach every algorithm. */
  readonly algorithm?: Algorithm;
  /** Rows of the tiles that products are made of; found by a trial unless given. */
  readonly tileRows?: 4 | 8;
}

/**
 * Memory and code of one device.
 *
 * Modules import `env.memory`, functions of `Math` and `env.workspace`, the address of WORKSPACE_BYTES bytes that only
 * their own thread uses.
 *
 * Kernels hand their work over as jobs:
 *
 * ```ts ignore
 * const { scale } = runtime.kernel("scale", build);
 * const jobs = chunks.map(({ address, count }): Job => [[scale, address, count]]);
 * runtime.parallel(jobs, { work: bytes / BYTES_PER_MICROSECOND });
 * ```
 *
 * A job is a list of calls that one thread makes one after the other, each a function of a kernel and its arguments. Jobs
 * of one list run in any order and at the same time: none may write what another one reads or writes. `parallel` returns
 * when all are done. How work is cut into jobs must depend on shapes only, never on the number of threads, and what is
 * added up by several jobs goes to a place of its own for each job, to be added up in a fixed order by a second list:
 * so results have the same bits on any number of threads. Little work (`work`, estimated in microseconds of one thread) is
 * done by the calling thread alone.
 *
 * Scratch space for the time of a job: `ownBytes` asks for so many bytes for each thread, and an argument of
 * `OWN + offset` becomes the address of that thread's. Tables in memory cannot hold such addresses.
 */
export class WasmRuntime implements Disposable {
  /** Tables that kernels keep between calls of the same shape. */
  readonly plans: PlanCache;
  /** Whether multiplying and adding may be one instruction. */
  readonly hasRelaxedMadd: boolean;
  /** What convolutions run by wherever they can, in place of what is thought to be fastest. */
  readonly preferred: Algorithm | undefined;
  /** Rows of the tiles that products are made of, if that is known yet, and the microseconds of all products until now. */
  readonly tile: { rows: 4 | 8 | undefined; work: number };
  /** Threads at most, with the one that calls. */
  readonly threads: number;
  readonly #patience: number | undefined;
  readonly #kernels: KernelCache;
  #memory: LinearMemory | undefined;
  #workspace = 0;
  #largeWork = 0;
  #pool: ThreadPool | undefined;

  /** Makes an empty memory, compiles nothing and starts no thread yet. */
  constructor(options: RuntimeOptions = {}) {
    const { maximumBytes, threads = defaultThreads() } = options;
    this.preferred = options.algorithm;
    this.#patience = options.patience;
    this.tile = { rows: options.tileRows, work: 0 };
    const shared = threads > 1 && canShare();
    this.#memory = new LinearMemory({ maximumBytes, shared });
    this.threads = this.#memory.isShared ? threads : 1;
    this.plans = new PlanCache(this.#memory);
    this.#kernels = new KernelCache(this.#memory);
    this.hasRelaxedMadd = options.relaxedMadd ?? canRelaxedMadd();
  }

  /** The memory of all buffers, tables and scratch space. */
  get memory(): LinearMemory {
    if (this.#memory) return this.#memory;
    throw new ReferenceError(
      "Cannot use the wasm backend: expected an open one, received one that is disposed",
    );
  }

  /** Threads that take jobs by now. */
  get ready(): number {
    return 1 + (this.#pool?.ready ?? 0);
  }

  /** The functions of a module, which is built and compiled the first time that its key is asked for. */
  kernel(key: string, build: (module: ModuleBuilder) => void): Kernel {
    return this.#kernels.get(key, build, () => this.#workspaceAddress());
  }

  /** Runs jobs that do not depend on each other, on several threads if that is worth it (see the class). */
  parallel(
    jobs: readonly Job[],
    { work, ownBytes = 0 }: { work: number; ownBytes?: number },
  ): void {
    if (work >= WORTH_WAKING && jobs.length > 1 && this.threads > 1) {
      this.#largeWork += work;
      const started = this.#pool?.started ?? 0;
      const mayStart = this.#largeWork > (started + 1) * WORTH_STARTING;
      if (mayStart) this.#pool ??= this.#makePool();
      if (this.#pool) return this.#pool.run(jobs, { ownBytes, mayStart });
    }
    using own = this.scratch(ownBytes);
    for (const job of jobs) runJob(job, own.address);
  }

  /** Where the first element of an operand lies, in bytes. */
  address({ buffer, view }: Operand): number {
    return (buffer as WasmBuffer).address + view.offset * FLOAT_BYTES;
  }

  /** Memory for the time of a call; it does not count as a tensor's. */
  scratch(bytes: number): Scratch {
    const { memory } = this;
    const address = memory.allocate(bytes);
    return {
      address,
      [Symbol.dispose]: () => memory.release(address, bytes),
    };
  }

  /** Ends the threads and lets go of memory and code. */
  [Symbol.dispose](): void {
    this.#pool?.[Symbol.dispose]();
    this.#pool = undefined;
    this.#memory = undefined;
    this.#kernels.clear();
  }

  #makePool(): ThreadPool {
    return new ThreadPool({
      memory: this.memory,
      kernels: this.#kernels,
      threads: this.threads,
      workspaceBytes: WORKSPACE_BYTES,
      patience: this.#patience,
    });
  }

  #workspaceAddress(): number {
    this.#workspace ||= this.memory.allocate(WORKSPACE_BYTES);
    return this.#workspace;
  }
}

/** As many threads as the processor runs at once. */
function defaultThreads(): number {
  return globalThis.navigator?.hardwareConcurrency ?? 1;
}

function canRelaxedMadd(): boolean {
  const probe = new ModuleBuilder();
  const params = ["v128"] as const;
  probe.define({ params, result: "v128" }, (f, x) => {
    f.return(f32x4.relaxedMadd(x, x, x));
  });
  return WebAssembly.validate(probe.toBytes());
}

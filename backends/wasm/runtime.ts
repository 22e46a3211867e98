/** What all kernels of this backend share: memory, compiled modules, scratch space, cached tables. */

import type { Buffer, Operand } from "../backend.ts";
import { f32x4, ModuleBuilder } from "./assembler/mod.ts";
import { LinearMemory } from "./memory.ts";
import type { Algorithm } from "./kernels/choose.ts";
import { PlanCache } from "./plan_cache.ts";

/** Bytes of every float. */
export const FLOAT_BYTES = 4;
/** Bytes of the workspace that a kernel may use as it likes while it runs. */
export const WORKSPACE_BYTES = 192 * 1024;
/** Modules kept: expressions may go on asking for new ones. */
const MAX_KERNELS = 512;

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

/** An exported function of a kernel's module. */
export type KernelFunction = (...args: number[]) => void;
/** What a kernel's module exports. */
export type Kernel = Readonly<Record<string, KernelFunction>>;

/** How a device is to be opened. */
export interface RuntimeOptions {
  /** Bytes that its memory may grow to. */
  readonly maximumBytes?: number;
  /** Whether to use relaxed SIMD; by default where there is any. */
  readonly relaxedMadd?: boolean;
  /** What convolutions are to run by, so that tests reach every algorithm. */
  readonly algorithm?: Algorithm;
}

/**
 * Memory and code of one device.
 *
 * Modules import `env.memory`, functions of `Math` and `env.workspace`, the address of WORKSPACE_BYTES bytes that only
 * their own thread uses: what another thread would need to run the same code is the compiled module and a workspace.
 */
export class WasmRuntime implements Disposable {
  /** Tables that kernels keep between calls of the same shape. */
  readonly plans: PlanCache;
  /** Whether multiplying and adding may be one instruction. */
  readonly hasRelaxedMadd: boolean;
  /** What convolutions run by wherever they can, in place of what is thought to be fastest. */
  readonly preferred: Algorithm | undefined;
  readonly #kernels = new Map<string, Kernel>();
  #memory: LinearMemory | undefined;
  #workspace = 0;

  /** Makes an empty memory and compiles nothing yet. */
  constructor(options: RuntimeOptions = {}) {
    this.preferred = options.algorithm;
    this.#memory = new LinearMemory(options);
    this.plans = new PlanCache(this.#memory);
    this.hasRelaxedMadd = options.relaxedMadd ?? canRelaxedMadd();
  }

  /** The memory of all buffers, tables and scratch space. */
  get memory(): LinearMemory {
    if (this.#memory) return this.#memory;
    throw new ReferenceError(
      "Cannot use the wasm backend: expected an open one, received one that is disposed",
    );
  }

  /** The functions of a module, which is built and compiled the first time that its key is asked for. */
  kernel(key: string, build: (module: ModuleBuilder) => void): Kernel {
    const known = this.#kernels.get(key);
    if (known) {
      // A map keeps the order of insertion: the last one in is the last one used.
      this.#kernels.delete(key);
      this.#kernels.set(key, known);
      return known;
    }
    const [oldest] = this.#kernels.keys();
    if (this.#kernels.size >= MAX_KERNELS) this.#kernels.delete(oldest);
    const builder = new ModuleBuilder();
    build(builder);
    const module = new WebAssembly.Module(builder.toBytes());
    const { exports } = new WebAssembly.Instance(module, {
      env: { memory: this.memory.memory, workspace: this.#workspaceAddress() },
      Math: Math as unknown as WebAssembly.ModuleImports,
    });
    const kernel = exports as Record<string, KernelFunction>;
    this.#kernels.set(key, kernel);
    return kernel;
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

  /** Lets go of memory and code. */
  [Symbol.dispose](): void {
    this.#memory = undefined;
    this.#kernels.clear();
  }

  #workspaceAddress(): number {
    this.#workspace ||= this.memory.allocate(WORKSPACE_BYTES);
    return this.#workspace;
  }
}

function canRelaxedMadd(): boolean {
  const probe = new ModuleBuilder();
  const params = ["v128"] as const;
  probe.define({ params, result: "v128" }, (f, x) => {
    f.return(f32x4.relaxedMadd(x, x, x));
  });
  return WebAssembly.validate(probe.toBytes());
}

/** Compiled modules by key, and how other threads get them. */

import { ModuleBuilder } from "./assembler/mod.ts";
import { Kernel, type KernelFunc, type Kernels } from "./kernel.ts";
import type { LinearMemory } from "./memory.ts";
import type { Natives } from "./natives.ts";
import { WORD_BYTES } from "./sizes.ts";

/** Modules kept: expressions may go on asking for new ones. */
export const MAX_KERNELS = 512;
/** Words of a slot: serial number of its module, pointer to the bytes and their length. */
export const SLOT_WORDS = 3;

interface Entry {
  readonly kernels: Readonly<Record<string, Kernel>>;
  readonly slot: number;
  readonly address: number;
  readonly bytes: number;
  /** When it was asked for last. */
  used: number;
}

/**
 * The modules of one memory. The one unused for longest goes first.
 *
 * Where threads share the memory, the bytes of each module lie in it too, and a table of slots says where. A sleeping thread
 * receives no messages, but it can compile bytes, and the engine reuses the code that another thread has compiled.
 */
export class KernelCache {
  /** Address of the slots, 0 where no threads share the memory. */
  readonly slots: number;
  readonly #memory: LinearMemory;
  readonly #native: WebAssembly.ModuleImports;
  readonly #entries = new Map<string, Entry>();
  readonly #keys: string[] = [];
  #serial = 0;
  #clock = 0;
  #dropped = 0;

  /** Makes an empty cache; modules may import natives where there are some. */
  constructor(memory: LinearMemory, natives?: Natives) {
    this.#memory = memory;
    this.#native = natives?.make(
      memory.memory,
      natives.source,
      memory.pointerBytes,
    ) ?? {};
    this.slots = memory.isShared
      ? memory.allocate(MAX_KERNELS * SLOT_WORDS * WORD_BYTES)
      : 0;
  }

  /**
   * The kernels of a module. The first time that its key is asked for, it is built and compiled: `build` returns the
   * functions to export.
   */
  get<Module extends Readonly<Record<string, KernelFunc>>>(
    key: string,
    build: (module: ModuleBuilder) => Module,
    workspace: () => number,
  ): Kernels<Module> {
    const known = this.#entries.get(key);
    if (known) {
      known.used = ++this.#clock;
      return known.kernels as Kernels<Module>;
    }
    const { isShared: shared, isWide: wide, pointerBytes } = this.#memory;
    const builder = new ModuleBuilder({ shared, wide });
    const funcs = Object.entries(build(builder));
    for (const [name, func] of funcs) builder.export(name, func);
    const bytes = builder.toBytes();
    const { exports } = new WebAssembly.Instance(
      new WebAssembly.Module(bytes),
      {
        env: {
          memory: this.#memory.memory,
          workspace: workspace() / pointerBytes,
        },
        Math: Math as unknown as WebAssembly.ModuleImports,
        native: this.#native,
      },
    );
    const slot = this.#freeSlot();
    const address = shared ? this.#publish(slot, bytes) : 0;
    const kernels = Object.fromEntries(funcs.map(([name, func], index) => {
      const run = exports[name] as (...args: number[]) => void;
      return [name, new Kernel(run, func, { slot, index, isWide: wide })];
    }));
    this.#keys[slot] = key;
    const entry = { kernels, slot, address, bytes: bytes.length };
    this.#entries.set(key, { ...entry, used: ++this.#clock });
    return kernels as Kernels<Module>;
  }

  /** How many modules it has let go of. */
  get dropped(): number {
    return this.#dropped;
  }

  /** The key of the module in a slot. */
  keyAt(slot: number): string {
    return this.#keys[slot];
  }

  /** Lets go of all code. */
  clear(): void {
    this.#entries.clear();
  }

  #freeSlot(): number {
    if (this.#entries.size < MAX_KERNELS) return this.#entries.size;
    const [key, { slot, address, bytes }] = [...this.#entries]
      .reduce((a, b) => b[1].used < a[1].used ? b : a);
    this.#entries.delete(key);
    this.#dropped++;
    if (address > 0) this.#memory.release(address, bytes);
    return slot;
  }

  #publish(slot: number, bytes: Uint8Array): number {
    const address = this.#memory.allocate(bytes.length);
    new Uint8Array(this.#memory.memory.buffer).set(bytes, address);
    const at = this.slots / WORD_BYTES + slot * SLOT_WORDS;
    const pointer = address / this.#memory.pointerBytes;
    this.#memory.i32.set([++this.#serial, pointer, bytes.length], at);
    return address;
  }
}

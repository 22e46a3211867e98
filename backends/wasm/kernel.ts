/** A compiled function as it is called from outside: by the names of its parameters. */

import type { Func } from "./assembler/mod.ts";

/** The parameters of a kernel, declared once, in the order in which WebAssembly takes them. */
export type KernelSignature = Readonly<Record<string, "pointer" | "size">>;

/** A kernel as it is defined in its module. */
export type KernelFunc = Func<"void", KernelSignature>;

/** What a kernel is called with. */
export type Arguments<S extends KernelSignature> = {
  readonly [Name in keyof S]: number;
};

/** The kernels of a module by name. */
export type Kernels<Module extends Readonly<Record<string, KernelFunc>>> = {
  readonly [Name in keyof Module]: Kernel<Module[Name]["params"]>;
};

/** A kernel and its arguments. */
export interface Call {
  /** The kernel. */
  readonly kernel: Kernel;
  /** Its arguments. */
  readonly args: Arguments<KernelSignature>;
}

/** A pointer from here on lies so far into scratch space of the thread that runs the kernel. */
export const OWN = 2 ** 40;

/** A function that a module exports. */
export class Kernel<S extends KernelSignature = KernelSignature> {
  /** The names of its parameters, in their order. */
  readonly names: readonly string[];
  /** The slot of its module. */
  readonly slot: number;
  /** Its place among the module's exports. */
  readonly index: number;
  readonly #run: (...args: number[]) => void;

  /** Wraps an export of the module in `slot`. */
  constructor(
    run: (...args: number[]) => void,
    { params }: Func<"void", S>,
    { slot, index }: { slot: number; index: number },
  ) {
    this.names = Object.keys(params);
    this.slot = slot;
    this.index = index;
    this.#run = run;
  }

  /** A call for later, on any thread. */
  bind(args: Arguments<S>): Call {
    return { kernel: this, args };
  }

  /** Runs at once on this thread, whose scratch space begins at `own`. */
  run(args: Arguments<S>, own = 0): void {
    const { names } = this, values: number[] = [];
    for (let i = 0; i < names.length; i++) {
      const value = args[names[i]];
      values.push(value >= OWN ? value - OWN + own : value);
    }
    this.#run(...values);
  }
}

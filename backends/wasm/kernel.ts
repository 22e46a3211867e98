/** Kernels, called by the names of their parameters. */

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

/** A kernel and its arguments, in the order of its parameters. */
export interface Call {
  /** The kernel. */
  readonly kernel: Kernel;
  /** The arguments; pointers into a thread's own scratch space count from its start. */
  readonly values: readonly number[];
  /** A bit for each argument: whether it is a pointer into that space. */
  readonly own: number;
}

/** `OWN + offset` is a pointer into the scratch space of the thread that runs the kernel. */
export const OWN = 2 ** 40;

/** A function that a module exports. */
export class Kernel<S extends KernelSignature = KernelSignature> {
  /** The slot of its module. */
  readonly slot: number;
  /** Its place among the module's exports. */
  readonly index: number;
  readonly #names: readonly string[];
  readonly #function: (...args: number[]) => void;

  /** Wraps an export of the module in `slot`. */
  constructor(
    exported: (...args: number[]) => void,
    { params }: Func<"void", S>,
    { slot, index }: { slot: number; index: number },
  ) {
    this.slot = slot;
    this.index = index;
    this.#names = Object.keys(params);
    this.#function = exported;
  }

  /** A call for later, on any thread. */
  bind(args: Arguments<S>): Call {
    const values = inOrder(this.#names, args);
    let own = 0;
    for (let k = 0; k < values.length; k++) {
      if (values[k] < OWN) continue;
      values[k] -= OWN;
      own |= 1 << k;
    }
    return { kernel: this, values, own };
  }

  /** Runs at once, on this thread. */
  run(args: Arguments<S>): void {
    this.#function(...inOrder(this.#names, args));
  }

  /** Makes a call on this thread, whose scratch space begins at `ownAddress`. */
  static make({ kernel, values, own }: Call, ownAddress: number): void {
    if (own === 0) return kernel.#function(...values);
    const moved = values.slice();
    for (let k = 0; k < moved.length; k++) {
      if ((own >>> k) & 1) moved[k] += ownAddress;
    }
    kernel.#function(...moved);
  }
}

/** Numbers given by name, in the order of the names. */
export function inOrder<Name extends string>(
  names: readonly Name[],
  numbers: Readonly<Record<Name, number>>,
): number[] {
  // It begins as a copy of the names: an array that has held strings is spread faster than one of doubles.
  const values: unknown[] = names.slice();
  let count = 0;
  // Numbers usually come in that order. Looking each one up by its name would take several times as long.
  for (const name in numbers) {
    if (name !== names[count]) return names.map((name) => numbers[name]);
    values[count++] = numbers[name];
  }
  return values as number[];
}

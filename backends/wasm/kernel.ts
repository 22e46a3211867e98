/** Kernels, called by the names of their parameters. */

import type { Func } from "./assembler/mod.ts";
import { WORD_BYTES } from "./sizes.ts";

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
  /** The arguments as the kernel takes them; pointers into a thread's own scratch space count from its start. */
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
  /** Which arguments count words in place of bytes. */
  readonly #inWords: readonly number[];
  readonly #function: (...args: number[]) => void;

  /** Wraps an export of the module in `slot`. */
  constructor(
    exported: (...args: number[]) => void,
    { params }: Func<"void", S>,
    { slot, index, isWide = false }: {
      slot: number;
      index: number;
      isWide?: boolean;
    },
  ) {
    this.slot = slot;
    this.index = index;
    this.#names = Object.keys(params);
    this.#inWords = !isWide
      ? []
      : this.#names.flatMap((name, k) => params[name] === "pointer" ? [k] : []);
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
    for (const k of this.#inWords) values[k] /= WORD_BYTES;
    return { kernel: this, values, own };
  }

  /** Runs at once, on this thread. */
  run(args: Arguments<S>): void {
    const values = inOrder(this.#names, args);
    for (const k of this.#inWords) values[k] /= WORD_BYTES;
    this.#function(...values);
  }

  /** Makes a call on this thread; `ownPointer` points to the start of its scratch space. */
  static make(call: Call, ownPointer: number): void {
    const { kernel, values } = at(call, ownPointer);
    kernel.#function(...values);
  }
}

/** A call with the scratch space of its thread at a place. */
export function at(call: Call, ownPointer: number): Call {
  const { kernel, values, own } = call;
  if (own === 0) return call;
  const moved = values.slice();
  for (let k = 0; k < moved.length; k++) {
    if ((own >>> k) & 1) moved[k] += ownPointer;
  }
  return { kernel, values: moved, own: 0 };
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

/** Kernels by the layouts of their operands: a call that is like one before is only given its buffers and offsets. */

import type { Operand } from "../backend.ts";

/** A kernel with all that it needs but buffers. */
export interface Planned {
  /** What it is called in messages. */
  readonly label: string;
  /** Equal keys mean equal code. */
  readonly key: string;
  /** The WGSL. */
  readonly code: () => string;
  /** How many workgroups. */
  readonly workgroups: readonly [number, number, number];
  /** The words of its parameters, of which the first are the operands' offsets. */
  readonly words: readonly number[];
  /** For each operand, the elements of which its offset counts multiples. */
  readonly units: readonly number[];
}

/** Plans kept for an expression at most. */
const MOST_PLANS = 1024;

/** What has been planned, by what it was planned for and how operands lay. */
export class Plans {
  readonly #known = new WeakMap<object, Map<string, unknown>>();

  /** What `make` gave when it was first asked for; equal layouts of one owner ask for equal things. */
  find<T>(owner: object, layout: string, make: () => T): T {
    let own = this.#known.get(owner);
    if (!own) this.#known.set(owner, own = new Map());
    const known = own.get(layout);
    if (known !== undefined) return known as T;
    if (own.size >= MOST_PLANS) own.clear();
    const made = make();
    own.set(layout, made);
    return made;
  }
}

/** The parameters of a planned kernel for operands that lie like those it was planned for. */
export function paramsFor(
  { words, units }: Planned,
  operands: readonly Operand[],
): number[] {
  const params = words.slice();
  for (const [i, unit] of units.entries()) {
    params[i] = operands[i].view.offset / unit;
  }
  return params;
}

/** What a plan may depend on besides the shape: strides, whether vectors can be loaded, where the memory ends. */
export function layoutOf({ view, buffer }: Operand): string {
  return `${view.strides}:${view.offset & 3}:${buffer.byteLength}`;
}

/** Kernels by the layouts of their operands: a call like an earlier one only needs its buffers and offsets. */

import type { Operand } from "../backend.ts";

/** A kernel with everything but its buffers. */
export interface Planned {
  /** What it is called in messages. */
  readonly label: string;
  /** Equal keys mean equal code. */
  readonly key: string;
  /** The WGSL. */
  readonly code: () => string;
  /** How many workgroups. */
  readonly workgroups: readonly [number, number, number];
  /** The words of its parameters, the offsets of the operands first. */
  readonly words: readonly number[];
  /** For each operand, the elements that one unit of its offset stands for. */
  readonly units: readonly number[];
}

/** The most plans that are kept for an expression. */
const MOST_PLANS = 1024;

/** Plans by what they were made for and how the operands lay. */
export class Plans {
  readonly #known = new WeakMap<object, Map<string, unknown>>();

  /** What `make` made for this owner and layout. */
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

/** The parameters of a planned kernel for operands of the layout it was planned for. */
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

/** What a plan may depend on beside the shape: strides, alignment, and where the memory ends. */
export function layoutOf({ view, buffer }: Operand): string {
  const { byteLength, dtype } = buffer;
  return `${view.strides}:${view.offset & 3}:${byteLength}${dtype}`;
}

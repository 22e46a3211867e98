/** Makes long rows of short ones where an operand, such as a bias, repeats its few elements. */

import { type Axis, continuesAt } from "../../view.ts";
import type { Scratch, WasmRuntime } from "../runtime.ts";
import { FLOAT_BYTES, LANES } from "../sizes.ts";
import { type Loop, shifted } from "./loop.ts";

/** Elements from which a row is long enough. */
export const LONG_ROW = 512;
/** Elements from which a loop is worth the copies. */
export const WORTH_WHILE = 4096;

/** A loop over long rows, and a shorter one over the rows that are left. */
export interface RepeatedLoops {
  /** They share their operands, in the same order. */
  readonly loops: readonly Loop[];
  /** How many of the old rows a row holds. */
  readonly copies: number;
  /** The copies, if any; to be disposed of after the loops have run. */
  readonly scratch?: Scratch;
}

/** The operands that keep the last two axes apart; undefined where that is not worth mending, or copies of rows would not. */
function repeatingOf(
  { axes, addresses }: Loop,
  mayRepeat: (operand: number) => boolean,
): number[] | undefined {
  const [outer, inner] = axes.slice(-2);
  const elements = axes.reduce((product, { size }) => product * size, 1);
  if (!inner || inner.size >= LONG_ROW || elements < WORTH_WHILE) {
    return undefined;
  }
  const operands = addresses.map((_, k) => k);
  const repeating = operands.filter((k) => !continuesAt(outer, inner, k));
  const isConstant = (k: number): boolean =>
    axes.slice(0, -1).every(({ strides }) => strides[k] === 0);
  return repeating.every((k) => mayRepeat(k) && isConstant(k))
    ? repeating
    : undefined;
}

/** Whether `repeatRows` makes rows longer. */
export function canRepeatRows(
  loop: Loop,
  mayRepeat: (operand: number) => boolean,
): boolean {
  return repeatingOf(loop, mayRepeat) !== undefined;
}

/**
 * Joins the last two axes although some operands repeat along the outer one, if these are all that stands in the way:
 * each such operand is replaced by copies of its row, one behind the other. `mayRepeat` tells which ones are only read.
 */
export function repeatRows(
  runtime: WasmRuntime,
  loop: Loop,
  mayRepeat: (operand: number) => boolean,
): RepeatedLoops {
  const { axes, addresses } = loop;
  const [outer, inner] = axes.slice(-2);
  const repeating = repeatingOf(loop, mayRepeat);
  if (!repeating) return { loops: [loop], copies: 1 };

  const copies = copiesOf(inner.size, outer.size);
  const length = copies * inner.size;
  const scratch = runtime.scratch(repeating.length * length * FLOAT_BYTES);
  const moved = [...addresses];
  repeating.forEach((k, i) => {
    moved[k] = scratch.address + i * length * FLOAT_BYTES;
    const from = {
      address: addresses[k],
      size: inner.size,
      stride: inner.strides[k],
    };
    const to = { address: moved[k], size: length };
    runtime.write(() => copyRow(runtime, from, to));
  });
  const strides = inner.strides.map((stride, k) =>
    repeating.includes(k) ? 1 : stride
  );
  const long: Axis = { size: length, strides };
  const count = Math.floor(outer.size / copies);
  const along = strides.map((stride, k) =>
    repeating.includes(k) ? 0 : stride * length
  );
  const before = axes.slice(0, -2);
  const rest = (outer.size - count * copies) * inner.size;
  const loops = [{
    addresses: moved,
    axes: [...before, { size: count, strides: along }, long],
  }, {
    addresses: shifted(moved, along, count),
    axes: [...before, { size: rest, strides }],
  }];
  return { loops: rest > 0 ? loops : loops.slice(0, 1), copies, scratch };
}

/** Enough rows for a long one, and if possible a whole number of vectors. */
function copiesOf(size: number, available: number): number {
  const even = size % LANES === 0 ? 1 : size % 2 === 0 ? 2 : LANES;
  const copies = even * Math.ceil(LONG_ROW / (even * size));
  return Math.min(copies, available);
}

/** Writes copies of an operand's row, one behind the other. */
function copyRow(
  runtime: WasmRuntime,
  from: { address: number; size: number; stride: number },
  to: { address: number; size: number },
): void {
  const { f32 } = runtime.memory;
  const source = from.address / FLOAT_BYTES, start = to.address / FLOAT_BYTES;
  const target = f32.subarray(start, start + to.size);
  for (let i = 0; i < from.size; i++) {
    target[i] = f32[source + i * from.stride];
  }
  for (let done = from.size; done < to.size; done *= 2) {
    target.copyWithin(done, 0, Math.min(done, to.size - done));
  }
}

/** Steps operands from row to row, over any number of axes, by a table in memory. */

import type { Axis } from "../../view.ts";
import { type FunctionBuilder, i32, type Local } from "../assembler/mod.ts";
import { FLOAT_BYTES, WORD_BYTES } from "../sizes.ts";

/** Larger than any axis, as an unsigned number. */
const ENDLESS = -1;
/** Words of an axis before the steps of the operands: its size and its index. */
const HEAD = 2;

/**
 * The table of the first `operands` operands over some axes, given outermost first. Each entry holds what to add to
 * every operand, in bytes, when its axis moves on and all axes inside of it start again; the last entry starts all
 * axes again.
 */
export function odometerTable(
  axes: readonly Axis[],
  operands: number,
): number[] {
  const rewind = Array<number>(operands).fill(0);
  const words: number[] = [];
  for (const { size, strides: all } of axes.toReversed()) {
    const strides = all.slice(0, operands);
    const steps = strides.map((stride) => stride * FLOAT_BYTES);
    words.push(size, 0, ...steps.map((step, k) => step + rewind[k]));
    steps.forEach((step, k) => rewind[k] -= step * (size - 1));
  }
  return [...words, ENDLESS, 0, ...rewind];
}

/** Moves every pointer on to its next row; `table` is the address of the table. */
export function advance(
  f: FunctionBuilder,
  table: Local<"i32">,
  pointers: readonly Local<"i32">[],
): void {
  const entry = f.address(table), index = f.local("i32");
  f.block((done) => {
    f.loop((again) => {
      f.set(index, i32.add(i32.load(entry, WORD_BYTES), 1));
      f.if(i32.ltU(index, i32.load(entry)), () => {
        f.do(i32.store(entry, index, WORD_BYTES));
        pointers.forEach((pointer, k) =>
          f.increase(pointer, i32.load(entry, WORD_BYTES * (HEAD + k)))
        );
        f.branch(done);
      });
      f.do(i32.store(entry, 0, WORD_BYTES));
      f.increase(entry, WORD_BYTES * (HEAD + pointers.length));
      f.branch(again);
    });
  });
}

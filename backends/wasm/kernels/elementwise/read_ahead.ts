/**
 * Reads rows of images before their windows need them. Windows that step by more than a pixel come to a row in stretches of
 * which each second lies ahead of the first: the processor does not foresee that, and waits for memory at each. Line by line
 * it does.
 */

import {
  type FunctionBuilder,
  i32,
  type Local,
  v128,
} from "../../assembler/mod.ts";
import type { Loop } from "../../rows/loop.ts";
import { FLOAT_BYTES, LINE_BYTES } from "../../sizes.ts";
import type { Cells } from "./cells.ts";

/** Bytes that a loop reads from which they are in no cache; and bytes of an image's row from which it pays. */
const LEAST_BYTES = 2 ** 22, LEAST_ROW_BYTES = 2 ** 12;
/** Lines of a round. */
const LINES = 4;

/** What is read ahead. */
export interface Ahead {
  /** The numbers of the pointers that come to rows of which nothing has been read. */
  readonly pointers: readonly number[];
  /** Windows of a row. */
  readonly windows: number;
  /** Rounds that read such a row. */
  readonly rounds: number;
}

/** Whether a loop reads so much that it is worth it; its parts have to be asked by `aheadOf`. */
export function readsMuch({ axes }: Loop, inputs: number): boolean {
  const bytes = Array.from({ length: inputs }, (_, k) =>
    axes.reduce(
      (most, { size, strides }) => Math.max(most, size * strides[k]),
      0,
    ) * FLOAT_BYTES);
  return Math.max(0, ...bytes) >= LEAST_BYTES;
}

/** What to read ahead in a loop whose last axes are the rows of windows, the windows of a row and their channels. */
export function aheadOf(
  { addresses, axes }: Loop,
  { cells, chosen }: Cells,
  inputs: number,
): Ahead | undefined {
  if (axes.length < 3) return undefined;
  const pointers = chosen.map((operand, number) => {
    const own = cells.filter(({ pointer }) => pointer === number);
    const bytes = Math.max(...own.map(({ offset }) => offset));
    return { number, operand, operands: own.length, bytes };
  }).filter(({ operand }) => operand < inputs);
  const [down, across, row] = axes.slice(-3), width = row.size * FLOAT_BYTES;
  // All of a row is read, if not by the windows of the row before.
  const fresh = pointers.filter(({ operand, operands }) => {
    const step = across.strides[operand] * FLOAT_BYTES;
    const next = addresses[operand] + down.strides[operand] * FLOAT_BYTES;
    return step > width && step <= width * operands &&
      pointers.every((other) => addresses[other.operand] !== next);
  });
  const bytes = Math.min(...fresh.map(({ operand, bytes }) => {
    const last = (across.size - 1) * across.strides[operand];
    return last * FLOAT_BYTES + width + bytes;
  }));
  if (fresh.length === 0 || bytes < LEAST_ROW_BYTES) return undefined;
  return {
    pointers: fresh.map(({ number }) => number),
    windows: across.size,
    rounds: Math.floor(bytes / (LINES * LINE_BYTES)),
  };
}

/** Adds code that reads so many rounds at each pointer. What they hold is left at an address: else nobody would read it. */
export function readAhead(
  f: FunctionBuilder,
  pointers: readonly Local<"i32">[],
  rounds: Local<"i32">,
  to: Local<"i32">,
): void {
  const at = f.address(), left = f.local("i32"), all = f.local("v128");
  for (const pointer of pointers) {
    f.set(at, pointer);
    f.set(left, rounds);
    f.loop((again) => {
      for (let line = 0; line < LINES; line++) {
        f.set(all, v128.or(all, v128.load(at, LINE_BYTES * line)));
      }
      f.increase(at, LINES * LINE_BYTES);
      f.set(left, i32.sub(left, 1));
      f.branchIf(again, left);
    });
  }
  f.do(v128.store(to, all));
}

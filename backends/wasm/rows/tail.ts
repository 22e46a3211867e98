/** The one to three elements behind the whole vectors of a row, where it is known how many they are. */

import {
  type Arg,
  type FunctionBuilder,
  i32x4,
  type Local,
  v128,
  type Value,
} from "../assembler/mod.ts";
import { FLOAT_BYTES, LANES } from "../sizes.ts";

/** Lanes that one access to memory takes, but for those of a whole vector. */
const PAIR = 2;

/** Reads the first `count` lanes and nothing behind them; the others are 0. */
export function readLanes(
  f: FunctionBuilder,
  pointer: Local<"i32">,
  offset: number,
  count: number,
): Local<"v128"> {
  if (count === LANES) return f.local("v128", v128.load(pointer, offset));
  if (count === 1) return f.local("v128", v128.load32Zero(pointer, offset));
  const pair = f.local("v128", v128.load64Zero(pointer, offset));
  if (count === PAIR) return pair;
  const last = offset + PAIR * FLOAT_BYTES;
  return f.local("v128", v128.load32Lane(pointer, pair, PAIR, last));
}

/** Writes the first `count` lanes, and nothing behind them. */
export function writeLanes(
  f: FunctionBuilder,
  pointer: Local<"i32">,
  vector: Local<"v128">,
  offset: number,
  count: number,
): void {
  if (count === LANES) {
    f.do(v128.store(pointer, vector, offset));
    return;
  }
  if (count >= PAIR) f.do(v128.store64Lane(pointer, vector, 0, offset));
  if (count === PAIR) return;
  const lane = count - 1;
  f.do(v128.store32Lane(pointer, vector, lane, offset + lane * FLOAT_BYTES));
}

/** `vector` in its first `count` lanes, `others` in those behind them. */
export function onlyLanes(
  vector: Local<"v128">,
  others: Arg<"v128">,
  count: number,
): Value<"v128"> {
  const lanes = Array.from({ length: LANES }, (_, i) => i < count ? -1 : 0);
  return v128.bitselect(vector, others, i32x4.const(...lanes));
}

/** Uniform random numbers, the words of four blocks at a time. */

import type { Args } from "../../backend.ts";
import { blockWords, PARITY, ROTATIONS } from "../../threefry.ts";
import { sizeOf } from "../../view.ts";
import {
  type Arg,
  f32x4,
  i32,
  i32x4,
  type ModuleBuilder,
  v128,
  type Value,
} from "../assembler/mod.ts";
import type { Job, WasmRuntime } from "../runtime.ts";
import { FLOAT_BYTES, VECTOR_BYTES } from "../sizes.ts";
import { partsOf } from "../threads/parts.ts";

/** Numbers that one round of the loop makes: two from each of four blocks. */
const NUMBERS = 8;
/** The blocks that they are made of. */
const BLOCKS = 4;
/** Roughly the numbers that a thread makes in a microsecond; microseconds of a job. */
const NUMBERS_PER_MICROSECOND = 500, JOB_MICROSECONDS = 100;

/** Elements `2j` and `2j + 1` of `out` come from the two words of block `counter + j`. */
export function runRandom(
  runtime: WasmRuntime,
  ...[[key0, key1], counter, out]: Args<"random">
): void {
  const size = sizeOf(out.view.shape);
  const { random } = runtime.kernels("random", define);
  const address = runtime.address(out);
  const whole = Math.floor(size / NUMBERS);
  const work = size / NUMBERS_PER_MICROSECOND;
  const drawn = (round: number, to: number, rounds: number) => {
    const [low, high] = blockWords(counter + round * BLOCKS);
    return { key0, key1, low, high, to, rounds };
  };
  const jobs = partsOf(whole, work / JOB_MICROSECONDS, 1)
    .map(([from, end]): Job => {
      const to = address + from * NUMBERS * FLOAT_BYTES;
      return [random.bind(drawn(from, to, end - from))];
    });
  runtime.parallel(jobs, { work });
  const rest = size - whole * NUMBERS;
  if (rest === 0) return;
  using scratch = runtime.scratch(NUMBERS * FLOAT_BYTES);
  random.run(drawn(whole, scratch.address, 1));
  const { f32 } = runtime.memory;
  const from = scratch.address / FLOAT_BYTES;
  const to = address / FLOAT_BYTES + whole * NUMBERS;
  f32.copyWithin(to, from, from + rest);
}

const PARAMS = {
  key0: "size",
  key1: "size",
  /** Number of the first block, in two words. */
  low: "size",
  high: "size",
  to: "pointer",
  rounds: "size",
} as const;

/** Threefry2x32 as in threefry.ts, with a block in each lane. */
function define(module: ModuleBuilder) {
  const random = module.define(
    { params: PARAMS },
    (f, { key0, key1, low, high, to, rounds }) => {
      const keys = [
        f.local("v128", i32x4.splat(key0)),
        f.local("v128", i32x4.splat(key1)),
        f.local("v128", i32x4.splat(i32.xor(i32.xor(key0, key1), PARITY))),
      ];
      const block = f.local("v128"), carry = f.local("v128");
      f.set(block, i32x4.add(i32x4.splat(low), i32x4.const(0, 1, 2, 3)));
      f.set(carry, i32x4.splat(high));
      // The lanes that the low word has wrapped in: a comparison gives -1.
      f.set(carry, i32x4.sub(carry, i32x4.ltU(block, i32x4.splat(low))));
      const a = f.local("v128"), b = f.local("v128"), next = f.local("v128");
      f.while(rounds, () => {
        f.set(a, i32x4.add(block, keys[0]));
        f.set(b, i32x4.add(carry, keys[1]));
        for (let round = 0; round < 20; round++) {
          f.set(a, i32x4.add(a, b));
          f.set(b, v128.xor(rotated(b, ROTATIONS[round % 8]), a));
          if (round % 4 < 3) continue;
          const injection = (round + 1) / 4;
          f.set(a, i32x4.add(a, keys[injection % 3]));
          const key = i32x4.add(keys[(injection + 1) % 3], injection);
          f.set(b, i32x4.add(b, key));
        }
        f.set(a, toUniform(a));
        f.set(b, toUniform(b));
        f.do(v128.store(to, f32x4.shuffle(a, b, [0, 4, 1, 5])));
        f.do(v128.store(to, f32x4.shuffle(a, b, [2, 6, 3, 7]), VECTOR_BYTES));
        f.set(next, i32x4.add(block, 4));
        f.set(carry, i32x4.sub(carry, i32x4.ltU(next, block)));
        f.set(block, next);
        f.increase(to, NUMBERS * FLOAT_BYTES);
        f.increase(rounds, -1);
      });
    },
  );
  return { random };
}

function rotated(x: Value<"v128">, by: number): Value<"v128"> {
  return v128.or(i32x4.shl(x, by), i32x4.shrU(x, 32 - by));
}

function toUniform(word: Value<"v128">): Value<"v128"> {
  const scale: Arg<"v128"> = 2 ** -24;
  return f32x4.mul(f32x4.convertI32x4S(i32x4.shrU(word, 8)), scale);
}

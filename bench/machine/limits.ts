/** What one thread of the processor can do at most: multiply and add vectors of four floats, and copy memory. */

import {
  f32x4,
  i32,
  ModuleBuilder,
  v128,
} from "../../backends/wasm/assembler/mod.ts";

/** Sums that do not wait for each other: more than the processor works on at a time. */
const SUMS = 12;
const ROUNDS = 100_000;
const FLOATS = 2 ** 23;
/** Measurements of which the least counts. */
const RUNS = 5;

/** A limit, in billions a second. */
export interface Limit {
  /** The unit of kernels that it limits. */
  readonly unit: "GFLOP/s" | "GB/s";
  /** What it is called. */
  readonly name: string;
  /** Measures it. */
  readonly measure: () => number;
}

/** The limits of WebAssembly with SIMD. */
export function limits(): Limit[] {
  const multiply = multiplier();
  const from = new Float32Array(FLOATS).fill(1), to = new Float32Array(FLOATS);
  return [{
    unit: "GFLOP/s",
    name: "multiplying",
    measure: () => ROUNDS * SUMS * 8 / leastTime(() => multiply(ROUNDS)) / 1e6,
  }, {
    unit: "GB/s",
    name: "a copy",
    measure: () => 2 * from.byteLength / leastTime(() => to.set(from)) / 1e6,
  }];
}

function leastTime(run: () => void): number {
  let least = Infinity;
  for (let i = 0; i < RUNS; i++) {
    const before = performance.now();
    run();
    least = Math.min(least, performance.now() - before);
  }
  return least;
}

/** A function that multiplies and adds as often as it is told, for each sum. */
function multiplier(): (rounds: number) => void {
  const module = new ModuleBuilder();
  const params = { rounds: "size", to: "pointer" } as const;
  const kernel = module.define({ params }, (f, { rounds, to }) => {
    const sums = Array.from({ length: SUMS }, () => f.local("v128"));
    const factor = f.local("v128", f32x4.splat(0.5));
    f.while(rounds, () => {
      sums.forEach((sum) => f.set(sum, f32x4.relaxedMadd(factor, factor, sum)));
      f.increase(rounds, -1);
    });
    sums.forEach((sum, i) => f.do(v128.store(i32.add(to, 16 * i), sum)));
  });
  module.export("run", kernel);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  const { exports } = new WebAssembly.Instance(
    new WebAssembly.Module(module.toBytes()),
    { env: { memory } },
  );
  const { run } = exports as { run: (rounds: number, to: number) => void };
  const multiply = (rounds: number) => run(rounds, 0);
  multiply(ROUNDS);
  return multiply;
}

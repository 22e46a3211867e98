/** What the processor can do on one thread, measured beside the benchmarks: copying, and SIMD128 arithmetic. */

import { f32x4, ModuleBuilder } from "../backends/wasm/assembler/mod.ts";
import { median } from "./table.ts";

/** As large as the images of the benchmarks. */
const COPIED = 8 << 20;
/** Chains that do not wait for each other: more than an instruction takes cycles times what is started in one. */
const CHAINS = 12;
const STEPS = 1 << 20;
const LANES = 4;

/** Samples of both rates. */
export class Rates {
  readonly #from = new Float32Array(COPIED).fill(1);
  readonly #to = new Float32Array(COPIED);
  readonly #chains = chains();
  readonly #copies: number[] = [];
  readonly #sums: number[] = [];

  /** Measures both once. */
  sample(): void {
    const start = performance.now();
    this.#to.set(this.#from);
    const copied = performance.now();
    this.#chains(STEPS, 1e-3);
    const added = performance.now();
    this.#copies.push(2 * this.#to.byteLength / (copied - start) / 1e6);
    this.#sums.push(2 * LANES * CHAINS * STEPS / (added - copied) / 1e6);
  }

  /** Gigabytes a second, read and written. */
  get copy(): number {
    return median(this.#copies);
  }

  /** Billions of operations a second, a multiplication and an addition each being one. */
  get simd(): number {
    return median(this.#sums);
  }
}

/** A function that takes `CHAINS` vectors through so many multiplications and additions, and gives their sum. */
function chains(): (steps: number, factor: number) => number {
  const bytes = [true, false].map(moduleOfChains)
    .find((bytes) => WebAssembly.validate(bytes));
  if (!bytes) throw new Error("Cannot measure SIMD128: this engine has none");
  const module = new WebAssembly.Module(bytes);
  const memory = new WebAssembly.Memory({ initial: 0, maximum: 65536 });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return exports.chains as (steps: number, factor: number) => number;
}

function moduleOfChains(relaxed: boolean): Uint8Array<ArrayBuffer> {
  const builder = new ModuleBuilder();
  const params = ["i32", "f32"] as const;
  builder.define({ name: "chains", params, result: "f32" }, (f, steps, by) => {
    const factor = f.local("v128", f32x4.splat(by));
    // Different from each other, so that they cannot be taken for one.
    const sums = Array.from(
      { length: CHAINS },
      (_, i) => f.local("v128", f32x4.splat(i)),
    );
    f.while(steps, () => {
      for (const sum of sums) {
        const next = relaxed
          ? f32x4.relaxedMadd(factor, factor, sum)
          : f32x4.add(sum, f32x4.mul(factor, factor));
        f.set(sum, next);
      }
      f.increase(steps, -1);
    });
    for (const sum of sums.slice(1)) f.set(sums[0], f32x4.add(sums[0], sum));
    f.return(f32x4.extractLane(sums[0], 0));
  });
  return builder.toBytes();
}

/** Elementwise work, reductions, tables and random numbers of the wasm backend. */

import type { Fault } from "../fault.ts";

/** Faults there. */
export const wasm_reductions: readonly Fault[] = [
  {
    file: "backends/wasm/kernels/reduce/rows.ts",
    text: "shifted(addresses, strides, count)",
    replacement: "shifted(addresses, strides, count - 1)",
    why: "the rest of long rows is read one piece early",
    tests: ["tests/backends/wasm/real_sizes_test.ts"],
  },
  {
    file: "backends/wasm/kernels/reduce/reduce.ts",
    text: "parts * width * FLOAT_BYTES",
    replacement: "size * FLOAT_BYTES",
    why: "partial results of several maps have too little room",
    tests: [
      "tests/backends/wasm/real_sizes_test.ts",
      "tests/backends/wasm/conformance_test.ts",
    ],
  },
  {
    file: "backends/wasm/kernels/reduce/reduce.ts",
    text: "(i * width + j * size) * FLOAT_BYTES",
    replacement: "(i * size + j * size) * FLOAT_BYTES",
    why: "partial results of several maps overlap",
    tests: ["tests/backends/wasm/real_sizes_test.ts"],
  },
  {
    file: "backends/wasm/kernels/reduce/steps.ts",
    text: "row * quarter",
    replacement: "row",
    why: "rows that are reduced together are the first four",
    tests: ["tests/backends/wasm/real_sizes_test.ts"],
  },
  {
    file: "backends/wasm/kernels/reduce/along.ts",
    text: "f.do(v128.store(extra, i32x4.splat(-1), MASK));",
    replacement: "",
    why: "after a row with a rest, the next one is masked",
    tests: [
      "tests/backends/wasm/real_sizes_test.ts",
      "tests/backends/wasm/conformance_test.ts",
    ],
  },
  {
    file: "backends/wasm/kernels/reduce/across.ts",
    text: "const kept = v128.bitselect(sum, part, firstLanes(tail));",
    replacement: "const kept = sum;",
    why: "what lies behind a row is reduced too",
    tests: [
      "tests/backends/wasm/real_sizes_test.ts",
      "tests/backends/wasm/conformance_test.ts",
    ],
  },
  {
    file: "backends/wasm/kernels/random.ts",
    text: "blockWords(counter + round * BLOCKS)",
    replacement: "blockWords(counter + round)",
    why: "later jobs start at a wrong counter",
    tests: ["tests/backends/wasm/real_sizes_test.ts"],
  },
  {
    file: "backends/wasm/kernels/random.ts",
    text: "drawn(whole, scratch.address, 1)",
    replacement: "drawn(0, scratch.address, 1)",
    why: "the last numbers are the first ones again",
    tests: [
      "tests/backends/wasm/real_sizes_test.ts",
      "tests/backends/wasm/conformance_test.ts",
    ],
  },
  {
    file: "backends/wasm/kernels/random.ts",
    text: "f.set(carry, i32x4.sub(carry, i32x4.ltU(next, block)));",
    replacement: "",
    why: "the counter does not carry into its second word",
    tests: [
      "tests/backends/wasm/real_sizes_test.ts",
      "tests/backends/wasm/conformance_test.ts",
    ],
  },
  {
    file: "backends/wasm/rows/split.ts",
    text: "addresses: shifted(addresses, strides, from)",
    replacement: "addresses",
    why: "all parts of a loop begin at its start",
    tests: ["tests/backends/wasm/real_sizes_test.ts"],
  },
  {
    file: "backends/wasm/kernels/reduce/reduce.ts",
    text: "if (!isParted) return;",
    replacement: "return;",
    why: "parts of a reduction are not joined",
    tests: ["tests/backends/wasm/real_sizes_test.ts"],
  },
  {
    file: "backends/wasm/kernels/reduce/reduce.ts",
    text: "stride === 0 || continuesAt(outer, inner, k)",
    replacement: "true",
    why: "axes that do not continue each other are reduced as one",
    tests: [
      "tests/backends/conformance/reduce_bits_test.ts",
      "tests/backends/wasm/conformance_test.ts",
    ],
  },
  {
    file: "backends/wasm/kernels/reduce/lane_sums.ts",
    text: "i32.gtU(left, this.#rest),",
    replacement: "0,",
    why: "long expressions are added in another order than short ones",
    tests: ["tests/backends/conformance/reduce_bits_test.ts"],
  },
  {
    file: "backends/wasm/kernels/reduce/across.ts",
    text: "rows > 1 || apart ?",
    replacement: "rows > 1 ?",
    why: "long expressions are added in other blocks than short ones",
    tests: ["tests/backends/conformance/reduce_bits_test.ts"],
  },
  {
    file: "backends/wasm/kernels/reduce/order.ts",
    text: "...cut === undefined ? [] : [cut],",
    replacement: "",
    why: "four rows are taken of an axis instead of all together",
    tests: ["tests/backends/conformance/reduce_bits_test.ts"],
  },
  {
    file: "backends/wasm/kernels/reduce/order.ts",
    text: "...parted ? [parted.group] : [],",
    replacement: "",
    why: "parts end where an axis does",
    tests: ["tests/backends/conformance/reduce_bits_test.ts"],
  },
  {
    file: "backends/wasm/expression/compile.ts",
    text: " && constant[0] !== 0",
    replacement: "",
    why: "of 0 and -0 literals give the other one",
    tests: ["tests/backends/conformance/literals_test.ts"],
  },
  {
    file: "backends/wasm/kernels/by_rows/chain_code.ts",
    text: "doublesOf(part, 0), doublesOf(part, 1)",
    replacement: "doublesOf(part, 1), doublesOf(part, 1)",
    why: "two lanes of a row count twice in chains of kernels",
    tests: ["tests/backends/wasm/kernels/by_rows_test.ts"],
  },
  {
    file: "backends/wasm/kernels/by_rows/chain.ts",
    text: "step > 1 || step < 0",
    replacement: "step < 0",
    why: "rows that are not dense go through chains as if they were",
    tests: ["tests/backends/wasm/kernels/by_rows_test.ts"],
  },
  {
    file: "backends/wasm/kernels/elementwise/read_ahead.ts",
    text: "step <= width * operands",
    replacement: "operands > 0",
    why: "what lies between windows is read",
    tests: ["tests/backends/wasm/kernels/elementwise/read_ahead_test.ts"],
  },
];

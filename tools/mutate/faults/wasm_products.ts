/** The products of the wasm backend. */

import type { Fault } from "../fault.ts";

/** Faults there. */
export const wasm_products: readonly Fault[] = [
  {
    file: "backends/wasm/kernels/gemm/gemm.ts",
    text: "b.address + column0 / COLUMNS * b.panelBytes",
    replacement: "b.address",
    why: "later column blocks read the first columns of B",
    tests: ["tests/backends/wasm/real_sizes_test.ts"],
  },
  {
    file: "backends/wasm/kernels/gemm/gemm.ts",
    text: "c: c + column0 * FLOAT_BYTES,",
    replacement: "c,",
    why: "column blocks are stored over each other",
    tests: ["tests/backends/wasm/real_sizes_test.ts"],
  },
  {
    file: "backends/wasm/kernels/gemm/matmul.ts",
    text: "accumulate: k > 0",
    replacement: "accumulate: false",
    why: "of deep products only the last part is summed",
    tests: ["tests/backends/wasm/real_sizes_test.ts"],
  },
  {
    file: "backends/wasm/kernels/gemm/matmul.ts",
    text: "c: c + batch * rows * columns * FLOAT_BYTES",
    replacement: "c: c",
    why: "products of a batch are stored over each other",
    tests: ["tests/backends/wasm/conformance_test.ts"],
  },
  {
    file: "backends/wasm/kernels/gemm/matmul.ts",
    text: "(lane * matrix.laneStride + k * matrix.depthStride)",
    replacement: "(lane * matrix.laneStride)",
    why: "later parts of the depth read the first one",
    tests: ["tests/backends/wasm/real_sizes_test.ts"],
  },
  {
    file: "backends/wasm/kernels/gemm/matmul.ts",
    text: "c: start.c + (m * columns + n) * FLOAT_BYTES",
    replacement: "c: start.c + n * FLOAT_BYTES",
    why: "rows beyond 2,048 are stored over the first ones",
    tests: ["tests/backends/wasm/real_sizes_test.ts"],
  },
  {
    file: "backends/wasm/kernels/gemm/gemm.ts",
    text: "accumulate ? 1 : 0,",
    replacement: "1,",
    why: "products are added to what lay there",
    tests: ["tests/backends/wasm/conformance_test.ts"],
  },
  {
    file: "backends/wasm/memory.ts",
    text: "Math.ceil((end + LINE_BYTES) / PAGE)",
    replacement: "Math.ceil(end / PAGE)",
    why: "what is read behind the last block of a full memory is out of bounds",
    tests: [
      "tests/backends/wasm/memory_test.ts",
      "tests/backends/wasm/full_memory_test.ts",
    ],
  },
  {
    file: "backends/wasm/memory.ts",
    text: "last?.end === block.start",
    replacement: "false",
    why: "free blocks are never joined",
    tests: ["tests/backends/wasm/memory_test.ts"],
  },
  {
    file: "backends/wasm/kernel.ts",
    text: "if (values[k] < OWN) continue;",
    replacement: "if (values[k] <= OWN) continue;",
    why: "threads take the start of their own space for an address",
    tests: ["tests/backends/wasm/kernel_test.ts"],
  },
  {
    file: "backends/wasm/kernel.ts",
    text:
      "if (name !== names[count]) return names.map((name) => numbers[name]);",
    replacement: "",
    why: "arguments are passed in the order in which they are given",
    tests: ["tests/backends/wasm/kernel_test.ts"],
  },
  {
    file: "backends/wasm/kernels/gemm/strip.ts",
    text: "f.set(before, 0);",
    replacement: "",
    why: "later runs of a row begin where the first one did",
    tests: ["tests/backends/wasm/kernels/conv2d/algorithms_test.ts"],
  },
  {
    file: "backends/wasm/kernels/gemm/loops.ts",
    text: "return i32.sub(all, i32.and(isTwo, i32.geU(rows, height)));",
    replacement: "return i32.sub(all, isTwo);",
    why: "two rows have less than no tile of six",
    tests: ["tests/backends/wasm/kernels/gemm/tile_trial_test.ts"],
  },
];

/** The products of the machine's own library. */

import type { Fault } from "../fault.ts";

/** Faults there. */
export const blas: readonly Fault[] = [
  {
    file: "backends/blas/windows.ts",
    text: "results + part.first * o * FLOAT_BYTES",
    replacement: "results",
    why: "bands are stored over each other",
    tests: ["tests/backends/blas/real_sizes_test.ts"],
  },
  {
    file: "backends/blas/windows.ts",
    text: "accumulate: known.has(tap)",
    replacement: "accumulate: false",
    why: "only the last band of a chunk counts",
    tests: ["tests/backends/blas/real_sizes_test.ts"],
  },
  {
    file: "backends/blas/windows.ts",
    text: "...epilogueOf(bands[0]),",
    replacement: "...bands.flatMap(epilogueOf),",
    why: "the epilogue of an image runs once for each band",
    tests: ["tests/backends/blas/real_sizes_test.ts"],
  },
  {
    file: "backends/blas/windows.ts",
    text: "row: band.row * kh, rows",
    replacement: "row: band.row, rows",
    why: "the epilogue of windows side by side runs on rows of the narrow side",
    tests: ["tests/backends/blas/real_sizes_test.ts"],
  },
  {
    file: "backends/blas/matmul.ts",
    text: "address: aAddress + aStart * FLOAT_BYTES",
    replacement: "address: aAddress",
    why: "all products of a batch have the first left matrix",
    tests: ["tests/backends/blas/conformance_test.ts"],
  },
  {
    file: "backends/blas/lowering.ts",
    text: "geometry.padding.every((before) => before === 0)",
    replacement: "true",
    why: "padded images of one tap are taken for matrices",
    tests: ["tests/backends/blas/conformance_test.ts"],
  },
  {
    file: "backends/blas/windows.ts",
    text: "bands.filter((_, i) => i % 2 === turn)",
    replacement: "bands.filter((_, i) => i > 0 || turn === 0)",
    why: "bands that overlap are added at the same time, and twice",
    tests: ["tests/backends/blas/real_sizes_test.ts"],
  },
  {
    file: "backends/blas/lowering.ts",
    text: "a * dilation % stride",
    replacement: "a % stride",
    why: "dilated kernels see rows of another phase",
    tests: ["tests/backends/blas/lowering_test.ts"],
  },
  {
    file: "backends/blas/lowering.ts",
    text: "address + (i * rows + below) * rowBytes",
    replacement: "address + (i * band.rows + below) * rowBytes",
    why: "further images of a band are taken from the rows of those before",
    tests: ["tests/backends/blas/lowering_test.ts"],
  },
  {
    file: "backends/wasm/kernels/conv2d/columns/tap_planes.ts",
    text: "setWithin(end, i32.sub(p.imageWidth, x))",
    replacement: "f.set(end, width)",
    why: "taps to the right of an image see its next row",
    tests: ["tests/backends/blas/lowering_test.ts"],
  },
  {
    file: "backends/blas/windows.ts",
    text: "transposed: !matrix.transposed",
    replacement: "transposed: true",
    why: "what taps see is taken for windows",
    tests: ["tests/backends/blas/lowering_test.ts"],
  },
  {
    file: "backends/blas/sgemm.ts",
    text: "aTransposed && from > 0 ? 1 : accumulate",
    replacement: "accumulate",
    why: "of a product cut in its terms the last piece alone counts",
    tests: ["tests/backends/blas/sgemm_test.ts"],
  },
  {
    file: "backends/wasm/kernels/conv2d/flip.ts",
    text: "f.increase(source, pitch)",
    replacement: "f.increase(source, FLOAT_BYTES)",
    why: "taps are turned round but not transposed",
    tests: ["tests/backends/wasm/kernels"],
  },
  {
    file: "backends/blas/products.ts",
    text: "transposed ? column * pitch + row : row * pitch + column",
    replacement: "row * pitch + column",
    why: "parts of a transposed matrix are taken from elsewhere",
    tests: ["tests/backends/blas/real_sizes_test.ts"],
  },
  {
    file: "backends/blas/winograd.ts",
    text: "{ address, pitch: depth, transposed: true }",
    replacement: "{ address, pitch: columns }",
    why: "the transposed convolution multiplies by taps the wrong way round",
    tests: ["tests/backends/blas/winograd_test.ts"],
  },
];

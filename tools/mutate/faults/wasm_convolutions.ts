/** The convolutions of the wasm backend. */

import type { Fault } from "../fault.ts";

/** Faults there. */
export const wasm_convolutions: readonly Fault[] = [
  {
    file: "backends/wasm/kernels/conv2d/winograd/kernel_grad.ts",
    text: "accumulate: index > 0",
    replacement: "accumulate: false",
    why: "rounds of squares overwrite each other",
    tests: ["tests/backends/wasm/real_sizes_test.ts"],
  },
  {
    file: "backends/wasm/kernels/conv2d/winograd/kernel_grad.ts",
    text: "address: left.address + first * left.tile",
    replacement: "address: left.address",
    why: "bands of a round are transformed to one place",
    tests: ["tests/backends/wasm/real_sizes_test.ts"],
  },
  {
    file: "backends/wasm/kernels/conv2d/winograd/kernel_grad.ts",
    text: "pixel: [strides[0] * kw * tapBytes, strides[1] * tapBytes]",
    replacement: "pixel: [kw * tapBytes, tapBytes]",
    why: "gradients of taps land beside their places",
    tests: ["tests/backends/wasm/real_sizes_test.ts"],
  },
  {
    file: "backends/wasm/kernels/elementwise/epilogue.ts",
    text: "image * strides[0] + row * strides[1]",
    replacement: "row * strides[1]",
    why: "the epilogue of later images works on the first ones",
    tests: ["tests/backends/wasm/real_sizes_test.ts"],
  },
  {
    file: "backends/wasm/kernels/elementwise/epilogue.ts",
    text: "image * strides[0] + row * strides[1]",
    replacement: "image * strides[0]",
    why: "the epilogue of later rows works on the first ones",
    tests: ["tests/backends/wasm/real_sizes_test.ts"],
  },
  {
    file: "backends/wasm/kernels/elementwise/epilogue.ts",
    text:
      "if (!this.#byBand) applyEpilogue(this.#runtime, this.#out, this.#epilogue);",
    replacement: "",
    why: "small results have no epilogue",
    tests: ["tests/backends/wasm/conformance_test.ts"],
  },
  {
    file: "backends/wasm/kernels/conv2d/winograd/spectra.ts",
    text: "reach(rows, 0), reach(columns, 1)",
    replacement: "reach(rows, 0), reach(columns, 0)",
    why: "rectangles of other kernels than square ones are too narrow",
    tests: [
      "tests/backends/wasm/real_sizes_test.ts",
      "tests/backends/wasm/kernels/conv2d/algorithms_test.ts",
    ],
  },
  {
    file: "backends/wasm/kernels/conv2d/winograd/conv2d.ts",
    text: "rows: Math.min(TILE * band.rows, I - row)",
    replacement: "rows: TILE * band.rows",
    why: "the epilogue runs beyond the last row",
    tests: ["tests/backends/wasm/real_sizes_test.ts"],
  },
  {
    file: "backends/wasm/kernels/conv2d/winograd/conv2d.ts",
    text: "bounds: { size: [I - row, J], waste }",
    replacement: "bounds: { size: [I, J], waste }",
    why: "squares beyond the image are stored",
    tests: ["tests/backends/wasm/real_sizes_test.ts"],
  },
  {
    file: "backends/wasm/kernels/conv2d/winograd/input_grad.ts",
    text: "size: [(count - 1) * columns + last - first, o] as const",
    replacement: "size: [last - first, o] as const",
    why: "only the first phase of a group is multiplied",
    tests: ["tests/backends/wasm/real_sizes_test.ts"],
  },
  {
    file: "backends/wasm/kernels/conv2d/phases/input_grad.ts",
    text: "if (plan.hasGaps) fillZeros(runtime, out);",
    replacement: "",
    why: "pixels that no window reaches keep what lay there",
    tests: ["tests/backends/wasm/conformance_test.ts"],
  },
  {
    file: "backends/wasm/kernels/conv2d/phases/input_grad.ts",
    text: "Math.min(band.rows * geometry.strides[0], H - row)",
    replacement: "band.rows * geometry.strides[0]",
    why: "the epilogue runs beyond the last row",
    tests: ["tests/backends/wasm/real_sizes_test.ts"],
  },
  {
    file: "backends/wasm/kernels/conv2d/phases/input_grad.ts",
    text:
      "if (!isWhole) plan.bands.forEach((band) => epilogue.runFor(outputs(band)));",
    replacement: "",
    why: "what was cut by columns has no epilogue",
    tests: ["tests/backends/wasm/kernels/conv2d/algorithms_test.ts"],
  },
  {
    file: "backends/wasm/kernels/conv2d/winograd/input_grad.ts",
    text: "first * o * FLOAT_BYTES",
    replacement: "0",
    why: "all parts of the columns are the first ones",
    tests: ["tests/backends/wasm/kernels/conv2d/algorithms_test.ts"],
  },
  {
    file: "backends/wasm/kernels/conv2d/columns/input_grad.ts",
    text: "isLast = band.row + band.rows === rows",
    replacement: "isLast = true",
    why: "the epilogue of an image runs once for each band",
    tests: ["tests/backends/wasm/real_sizes_test.ts"],
  },
  {
    file: "backends/wasm/kernels/conv2d/columns/input_grad.ts",
    text: "const isFirst = band.row === 0",
    replacement: "const isFirst = true",
    why: "each band clears what the one before has added",
    tests: ["tests/backends/wasm/real_sizes_test.ts"],
  },
  {
    file: "backends/wasm/kernels/conv2d/shapes.ts",
    text: "(kh - 1) * dilations[0] - padding[0]",
    replacement: "(kh - 1) - padding[0]",
    why: "dilated kernels are flipped in the wrong place",
    tests: ["tests/backends/wasm/kernels/conv2d/algorithms_test.ts"],
  },
  {
    file: "backends/wasm/kernels/conv2d/windows/kernel_grad.ts",
    text: "accumulate: first + k > 0",
    replacement: "accumulate: k > 0",
    why: "later rounds of bands overwrite the first ones",
    tests: ["tests/backends/wasm/real_sizes_test.ts"],
  },
  {
    file: "backends/wasm/kernels/conv2d/windows/kernel_grad.ts",
    text: "if (chunks > 1) addUp(",
    replacement: "if (chunks > 2) addUp(",
    why: "of two chunks of a kernel gradient none is stored",
    tests: ["tests/backends/wasm/real_sizes_test.ts"],
  },
  {
    file: "backends/wasm/kernels/conv2d/bands.ts",
    text: "{ ...band, image: image + half, images: rest }",
    replacement: "{ ...band, images: rest }",
    why: "halves of the last bands are the same images",
    tests: ["tests/backends/wasm/real_sizes_test.ts"],
  },
  {
    file: "backends/wasm/kernels/conv2d/bands.ts",
    text: "{ ...band, row: row + half, rows: rows - half }",
    replacement: "{ ...band, row: row + half, rows: half }",
    why: "the last half of a band has a row too many",
    tests: ["tests/backends/wasm/real_sizes_test.ts"],
  },
  {
    file: "backends/wasm/kernels/conv2d/choose.ts",
    text: "if (dilations[0] > 1 || dilations[1] > 1) return undefined;",
    replacement: "",
    why: "dilated convolutions are taken for plain ones",
    tests: [
      "tests/backends/wasm/kernels/conv2d/choose_test.ts",
      "tests/backends/wasm/real_sizes_test.ts",
    ],
  },
];

/** The graphics card. */

import type { Fault } from "../fault.ts";

/** Faults there. */
export const webgpu: readonly Fault[] = [
  {
    file: "backends/webgpu/plans.ts",
    text: "${view.strides}:${view.offset & 3}:",
    replacement: "${view.strides}:",
    why: "plans for whole vectors are used at other offsets",
    tests: ["tests/backends/webgpu/real_sizes_test.ts"],
  },
  {
    file: "backends/webgpu/plans.ts",
    text: ":${buffer.byteLength}`",
    replacement: "`",
    why: "plans for filled buffers are used for windows",
    tests: ["tests/backends/webgpu/real_sizes_test.ts"],
  },
  {
    file: "backends/webgpu/kernels/elementwise.ts",
    text: "buffer.byteLength === 4 * last.size",
    replacement: "buffer.byteLength >= 4 * last.size",
    why: "the last vector is stored beyond a window",
    tests: ["tests/backends/webgpu/real_sizes_test.ts"],
  },
  {
    file: "backends/webgpu/kernels/elementwise.ts",
    text: "if (i >= ${text.threads}) { return; }",
    replacement: "",
    why: "threads beyond the last element work",
    tests: ["tests/backends/webgpu/conformance_test.ts"],
  },
  {
    file: "backends/webgpu/kernels/gemm.ts",
    text: "others.length > runtime.mostBuffers - 3",
    replacement: "others.length > runtime.mostBuffers - 2",
    why: "an epilogue has more operands than a kernel takes",
    tests: ["tests/backends/webgpu/kernels/gemm_epilogue_test.ts"],
  },
  {
    file: "backends/webgpu/kernels/gemm.ts",
    text: "(slices > 1 || others",
    replacement: "(others",
    why: "the epilogue runs on the parts of a long sum",
    tests: ["tests/backends/webgpu/real_sizes_test.ts"],
  },
  {
    file: "backends/webgpu/kernels/gemm.ts",
    text: "blocks.indexOf(blocks[i]) === blocks.lastIndexOf(blocks[i])",
    replacement: "true",
    why: "a binding has two types",
    tests: ["tests/backends/webgpu/kernels/gemm_test.ts"],
  },
  {
    file: "backends/webgpu/recorder.ts",
    text: "if (this.#ringBytes + vectors * 16 > RING_BYTES) this.flush();",
    replacement: "",
    why: "more parameters than the ring holds are written beyond it",
    tests: ["tests/backends/webgpu/recorder_test.ts"],
  },
  {
    file: "backends/webgpu/recorder.ts",
    text: "this.#ringBytes += Math.ceil(bytes / SLOT_BYTES) * SLOT_BYTES;",
    replacement: "this.#ringBytes += SLOT_BYTES;",
    why: "parameters of several slots overwrite each other",
    tests: ["tests/backends/webgpu/recorder_test.ts"],
  },
  {
    file: "backends/webgpu/kernels/random.ts",
    text: "select(0u, 1u, block < j)",
    replacement: "0u",
    why: "the counter does not carry into its second word",
    tests: ["tests/backends/webgpu/conformance_test.ts"],
  },
  {
    file: "backends/webgpu/kernels/reduce.ts",
    text: "contiguous([slices, results], j * size)",
    replacement: "contiguous([slices, results])",
    why: "parts of several folds overlap",
    tests: ["tests/backends/webgpu/real_sizes_test.ts"],
  },
  {
    file: "backends/webgpu/kernels/together.ts",
    text: "stride === 0 ? 0 : strides[i]",
    replacement: "strides[i]",
    why: "repeated operands that are brought together are read beyond",
    tests: ["tests/backends/webgpu/kernels/together_test.ts"],
  },
  {
    file: "backends/webgpu/pool.ts",
    text: "this.#bytesInUse -= byteLength;",
    replacement: "",
    why: "bytes in use never fall",
    tests: ["tests/backends/webgpu/kernels/gemm_epilogue_test.ts"],
  },
  {
    file: "backends/webgpu/pool.ts",
    text: "if (!isOffered) this.#bytesInUse -= byteLength;",
    replacement: "this.#bytesInUse -= byteLength;",
    why: "what was offered is counted as given back twice",
    tests: ["tests/backends/webgpu/recorder_test.ts"],
  },
];

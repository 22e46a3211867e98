/** What all backends share, and the one that is right. */

import type { Fault } from "../fault.ts";

/** Faults there. */
export const shared_backends: readonly Fault[] = [
  {
    file: "backends/default_backend.ts",
    text: "options === undefined || isOptions(options)",
    replacement: "true",
    why: "what is no object of options is taken for none",
    tests: ["tests/backends/mod_test.ts"],
  },
  {
    file: "backends/default_backend.ts",
    text: "return backend?.closed ? undefined : backend;",
    replacement: "return backend;",
    why: "a device that is gone is not opened anew",
    tests: ["tests/backends/default_backend_test.ts"],
  },
  {
    file: "backends/opening.ts",
    text: "return fuse ? new",
    replacement: "return true ? new",
    why: "fusing is not switched off",
    tests: ["tests/backends/mod_test.ts"],
  },
  {
    file: "backends/view.ts",
    text: "Number.isSafeInteger(length) && length >= 0",
    replacement: "length >= 0",
    why: "memory is made for half an element",
    tests: ["tests/backends/length_test.ts"],
  },
  {
    file: "backends/threefry.ts",
    text: "Math.floor(block / 2 ** 32) >>> 0",
    replacement: "0",
    why: "blocks beyond 2^32 repeat the first ones",
    tests: ["tests/backends/threefry_test.ts"],
  },
  {
    file: "backends/program.ts",
    text: 'Object.is(step.value, -0) ? "-0"',
    replacement: 'false ? "-0"',
    why: "0 and -0 are one constant",
    tests: ["tests/backends/program_test.ts"],
  },
  {
    file: "backends/prepare.ts",
    text: "Math.abs(value) <= 8",
    replacement: "Math.abs(value) <= 8e9",
    why: "a kernel is compiled for each whole number",
    tests: ["tests/backends/prepare_test.ts"],
  },
  {
    file: "backends/view.ts",
    text: "if (size === 0) return true;",
    replacement: "",
    why: "what is empty is not dense",
    tests: ["tests/backends/view_test.ts"],
  },
  {
    file: "backends/wasm/captures.ts",
    text: "call.state === stateOf() && ",
    replacement: "",
    why: "what points to a table that is gone is replayed",
    tests: ["tests/backends/wasm/captures_test.ts"],
  },
  {
    file: "backends/wasm/captures.ts",
    text: "if (a[i] !== b[i]) return false;",
    replacement: "",
    why: "a call with other operands is taken for the same",
    tests: ["tests/backends/wasm/captures_test.ts"],
  },
  {
    file: "backends/wasm/captures.ts",
    text: "if (memory.claim(scratch[i].address, scratch[i].bytes)) continue;",
    replacement: "continue;",
    why: "scratch space that others have is used",
    tests: ["tests/backends/wasm/captures_test.ts"],
  },
  {
    file: "backends/wasm/runtime.ts",
    text: "if (this.#wholes.current) kernel();",
    replacement: "if (false as boolean) kernel();",
    why: "a kernel that has its own capture is lost to that of a whole run",
    tests: ["tests/backends/wasm/captures_test.ts"],
  },
  {
    file: "backends/wasm/rows/repeats.ts",
    text: "runtime.write(() => copyRow(runtime, from, to));",
    replacement: "copyRow(runtime, from, to);",
    why: "a row that is repeated is not copied in a replay",
    tests: ["tests/backends/wasm/captures_test.ts"],
  },
  {
    file: "backends/reference/kernels/gather.ts",
    text: "whole < 0 ? whole + rows : whole",
    replacement: "whole",
    why: "indices do not count from the back",
    tests: ["tests/backends/wasm/conformance_test.ts"],
  },
  {
    file: "backends/reference/kernels/conv2d.ts",
    text: "b * dilations[1] - padding[1]",
    replacement: "b - padding[1]",
    why: "dilation counts for rows only",
    tests: ["tests/backends/wasm/conformance_test.ts"],
  },
  {
    file: "backends/reference/kernels/reduce.ts",
    text: "walk(view.shape, [view], ([at]) => to[j][at] = start);",
    replacement: "",
    why: "folds begin with what lay there",
    tests: ["tests/backends/wasm/conformance_test.ts"],
  },
];

/** What tells programs apart that are fused, and what is refused of them. */

import type { Fault } from "../fault.ts";

/** Faults there. */
export const signatures: readonly Fault[] = [
  {
    file: "backends/fusing/command.ts",
    text: 'fn === "max" ? 16 : 0',
    replacement: "0",
    why: "a sum is taken for a maximum",
    tests: ["tests/backends/fusing/trace_test.ts"],
  },
  {
    file: "backends/fusing/tokens.ts",
    text: "this.push(offset);",
    replacement: "",
    why: "windows at other places are taken for each other",
    tests: ["tests/backends/fusing/trace_test.ts"],
  },
  {
    file: "backends/fusing/tokens.ts",
    text: "this.push(strides[axis]);",
    replacement: "",
    why: "views are taken for each other",
    tests: ["tests/backends/fusing/trace_test.ts"],
  },
  {
    file: "backends/fusing/tokens.ts",
    text: "this.push(shape[axis]);",
    replacement: "",
    why: "shapes are taken for each other",
    tests: ["tests/backends/fusing/trace_test.ts"],
  },
  {
    file: "backends/fusing/tokens.ts",
    text: "this.push(buffer);",
    replacement: "",
    why: "operands are taken for each other",
    tests: ["tests/backends/fusing/trace_test.ts"],
  },
  {
    file: "backends/fusing/tokens.ts",
    text: "|| numbers[at++] !== offset",
    replacement: "|| at++ < 0",
    why: "windows at other places are what is expected",
    tests: ["tests/backends/fusing/trace_test.ts"],
  },
  {
    file: "backends/fusing/tokens.ts",
    text: "if (numbers[at++] !== strides[axis]) return false;",
    replacement: "at++;",
    why: "other views are what is expected",
    tests: ["tests/backends/fusing/trace_test.ts"],
  },
  {
    file: "backends/fusing/tokens.ts",
    text: "if (numbers[at++] !== shape[axis]) return false;",
    replacement: "at++;",
    why: "other shapes are what is expected",
    tests: ["tests/backends/fusing/trace_test.ts"],
  },
  {
    file: "backends/fusing/tokens.ts",
    text: "numbers[at++] !== buffer ||",
    replacement: "at++ < 0 ||",
    why: "other operands are what is expected",
    tests: ["tests/backends/fusing/trace_test.ts"],
  },
  {
    file: "backends/fusing/recorder.ts",
    text: "for (const { buffer } of command.reads) throwFault(buffer);",
    replacement: "",
    why: "products of what could not be computed are taken",
    tests: ["tests/backends/fusing/backend_test.ts"],
  },
  {
    file: "backends/fusing/recorder.ts",
    text: "buffer.fault = undefined;",
    replacement: "",
    why: "what is written anew counts as failed",
    tests: ["tests/backends/fusing/backend_test.ts"],
  },
  {
    file: "backends/fusing/recorder.ts",
    text: "this.#bytesWaiting > MOST_WAITING",
    replacement: "false",
    why: "memory given back waits without end",
    tests: ["tests/backends/fusing/backend_test.ts"],
  },
  {
    file: "backends/fusing/producer_fusion.ts",
    text:
      'if (node.kind === "reduce" && inputs.places.length === 0) return false;',
    replacement: "",
    why: "a fold of constants is one of nothing",
    tests: ["tests/backends/fusing/producer_fusion_test.ts"],
  },
];

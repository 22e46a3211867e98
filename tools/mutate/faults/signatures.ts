/** What tells programs apart that are fused, and what is refused of them. */

import type { Fault } from "../fault.ts";

/** Faults there. */
export const signatures: readonly Fault[] = [
  {
    file: "backends/fusing/trace.ts",
    text: 'fn === "max" ? 16 : 0',
    replacement: "0",
    why: "a sum is taken for a maximum",
    tests: ["tests/backends/fusing/trace_test.ts"],
  },
  {
    file: "backends/fusing/trace.ts",
    text: "this.#put(offset);",
    replacement: "",
    why: "windows at other places are taken for each other",
    tests: ["tests/backends/fusing/trace_test.ts"],
  },
  {
    file: "backends/fusing/trace.ts",
    text: "this.#put(strides[i]);",
    replacement: "",
    why: "views are taken for each other",
    tests: ["tests/backends/fusing/trace_test.ts"],
  },
  {
    file: "backends/fusing/trace.ts",
    text: "this.#put(shape[i]);",
    replacement: "",
    why: "shapes are taken for each other",
    tests: ["tests/backends/fusing/trace_test.ts"],
  },
  {
    file: "backends/fusing/trace.ts",
    text: "this.#tokens.push(this.#numberOf(buffer as LazyBuffer));",
    replacement: "this.#numberOf(buffer as LazyBuffer);",
    why: "operands are taken for each other",
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

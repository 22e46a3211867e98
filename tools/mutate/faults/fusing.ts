/** What is fused, and when it runs. */

import type { Fault } from "../fault.ts";

const TESTS = ["planner", "schedule", "backend", "programs"]
  .map((name) => `tests/backends/fusing/${name}_test.ts`);

/** Faults there. */
export const fusing: readonly Fault[] = [
  {
    file: "backends/fusing/trace.ts",
    text: "(real ? 1 : 0) + (isFreed ? 2 : 0)",
    replacement: "(real ? 1 : 0)",
    why: "a plan frees what somebody still holds",
    tests: TESTS,
  },
  {
    file: "backends/fusing/trace.ts",
    text: "      tokens.push(length);\n",
    replacement: "",
    why: "plans are used for buffers of other lengths",
    tests: TESTS,
  },
  {
    file: "backends/fusing/graph.ts",
    text: "if (writer) addDependency(node, writer);",
    replacement: "",
    why: "what reads a buffer does not wait for what wrote it",
    tests: TESTS,
  },
  {
    file: "backends/fusing/graph.ts",
    text: "if (user !== node) addDependency(node, user);",
    replacement: "",
    why: "what writes a buffer does not wait for what reads it",
    tests: TESTS,
  },
  {
    file: "backends/fusing/producer_fusion.ts",
    text: "if (!stays) return false;",
    replacement: "",
    why: "what was rewritten meanwhile is read",
    tests: TESTS,
  },
  {
    file: "backends/fusing/epilogue_fusion.ts",
    text: "if (graph.wouldFormCycle(product, node)) return false;",
    replacement: "",
    why: "an epilogue runs before what it reads",
    tests: TESTS,
  },
  {
    file: "backends/fusing/epilogue_fusion.ts",
    text: "const isAlone = fact.isDead && fact",
    replacement: "const isAlone = fact",
    why: "a product that somebody holds is overwritten by its epilogue",
    tests: TESTS,
  },
  {
    file: "backends/fusing/horizontal_fusion.ts",
    text: "if (!isApart || graph.wouldFormCycle(first, node)) return false;",
    replacement: "if (!isApart) return false;",
    why: "kernels are joined though one waits for the other",
    tests: TESTS,
  },
  {
    file: "backends/fusing/schedule.ts",
    text: "inputs.filter(({ buffer }) => buffer === place.buffer).length === 1",
    replacement: "true",
    why: "memory is taken that the same kernel reads in another way",
    tests: TESTS,
  },
  {
    file: "backends/fusing/recorder.ts",
    text: "if (this.isInStep) return;",
    replacement: "",
    why: "a step of equal layers is cut between them",
    tests: ["tests/backends/fusing/decoder_step_test.ts"],
  },
  {
    file: "backends/fusing/recorder.ts",
    text: "    buffer.next = undefined;",
    replacement: "",
    why: "one buffer that lives long keeps all that replaced it alive",
    tests: ["tests/backends/fusing/decoder_step_test.ts"],
  },
  {
    file: "backends/fusing/recorder.ts",
    text: "if (!this.#trace.uses(buffer)) release",
    replacement: "if (true) release",
    why: "what waiting kernels read is freed",
    tests: TESTS,
  },
  {
    file: "backends/fusing/recorder.ts",
    text: "if (this.#trace.uses(buffer) || this.#detector.isAtEnd) this.run();",
    replacement: "",
    why: "waiting kernels see what is written after them",
    tests: TESTS,
  },
  {
    file: "backends/fusing/graph.ts",
    text: "to.top < first.command",
    replacement: "to.at < first.command",
    why: "what was joined with later work is taken for earlier",
    tests: [
      "tests/backends/fusing/schedule_test.ts",
      "tests/backends/fusing/programs_test.ts",
    ],
  },
  {
    file: "backends/fusing/schedule.ts",
    text: "if (waiting.has(node)) throw cycle([...waiting], node);",
    replacement: "if (waiting.has(node)) return;",
    why: "a cycle is run in some order",
    tests: ["tests/backends/fusing/schedule_test.ts"],
  },
  {
    file: "backends/single_fold.ts",
    text: 'if (fn === "max") return map;',
    replacement: "return map;",
    why: "a sum of -0 is -0",
    tests: ["tests/backends/conformance/literals_test.ts"],
  },
  {
    file: "backends/fusing/run_plan.ts",
    text: "tellGeometry(commands[call], parts);",
    replacement: "parts.push(call);",
    why: "convolutions of other settings are run again",
    tests: ["tests/backends/fusing/repeating_test.ts"],
  },
  {
    file: "backends/fusing/command.ts",
    text: '["elementwise", "reduce", "matmul"] as const',
    replacement: '["elementwise", "reduce", "matmul", "random"] as const',
    why: "random numbers are those of the step before",
    tests: ["tests/backends/fusing/repeating_test.ts"],
  },
  {
    file: "backends/fusing/layout.ts",
    text: "stay.last = end - 1;",
    replacement: "stay.last = stay.first;",
    why: "results lie where others are still needed",
    tests: ["tests/backends/fusing/repeating_test.ts"],
  },
  {
    file: "backends/fusing/run_plan.ts",
    text: "    backend.free(block);\n",
    replacement: "",
    why: "the block of a plan is never given back",
    tests: ["tests/backends/fusing/repeating_test.ts"],
  },
];

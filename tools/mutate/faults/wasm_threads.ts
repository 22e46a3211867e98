/** Threads that share a memory and take jobs. */

import type { Fault } from "../fault.ts";

/** Faults there. */
export const wasm_threads: readonly Fault[] = [
  {
    file: "backends/wasm/threads/pool.ts",
    text: "this.#wait(jobs.length - mine - dropped)",
    replacement: "this.#wait(jobs.length - mine - dropped - 1)",
    why: "a list counts as done while a thread is at its last job",
    tests: ["tests/backends/wasm/threads/busy_test.ts"],
  },
  {
    file: "backends/wasm/threads/worker.ts",
    text: "      try {\n        runJob(words[base + at.count] - left);",
    replacement:
      "      Atomics.add(words, base + at.done, 1);\n      try {\n        runJob(words[base + at.count] - left);",
    why: "a job counts as done when it begins",
    tests: ["tests/backends/wasm/threads/busy_test.ts"],
  },
  {
    file: "backends/wasm/threads/worker.ts",
    text: "words.length < words[base + at.memoryWords] >>> 0",
    replacement: "words.length <= words[base + at.list] >>> 0",
    why: "a worker reads a list that reaches behind the memory that it knows",
    tests: ["tests/backends/wasm/threads/pool_test.ts"],
  },
  {
    file: "backends/wasm/threads/worker.ts",
    text: "Math.imul(words[base + at.ownLength], thread)",
    replacement: "Math.imul(words[base + at.ownLength], thread - 1)",
    why: "a worker has the calling thread's space",
    tests: ["tests/backends/wasm/threads/pool_test.ts"],
  },
];

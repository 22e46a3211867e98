/** Memory of the WebAssembly backend, and what is kept there. */

import type { Fault } from "../fault.ts";

/** Faults there. */
export const wasm_caches: readonly Fault[] = [
  {
    file: "backends/wasm/memory.ts",
    text:
      "const blocks = this.#regions.filter(({ start, end }) => end > start);",
    replacement: "const blocks: Region[] = [];",
    why: "what is left of joined blocks is lost",
    tests: ["tests/backends/wasm/memory_test.ts"],
  },
  {
    file: "backends/wasm/memory.ts",
    text: "end - start >= size",
    replacement: "end - start > size",
    why: "a stretch of just the right size is not found",
    tests: ["tests/backends/wasm/memory_test.ts"],
  },
  {
    file: "backends/wasm/plan_cache.ts",
    text: "this.#bytes -= old.bytes;",
    replacement: "",
    why: "plans that are gone count on",
    tests: ["tests/backends/wasm/plan_cache_test.ts"],
  },
  {
    file: "backends/wasm/plan_cache.ts",
    text: "this.#entries.size <= MIN_PLANS",
    replacement: "false",
    why: "plans in use are forgotten",
    tests: ["tests/backends/wasm/plan_cache_test.ts"],
  },
  {
    file: "backends/wasm/plan_cache.ts",
    text:
      "      this.#entries.delete(key);\n      this.#entries.set(key, known);",
    replacement: "",
    why: "the plan used last is forgotten first",
    tests: ["tests/backends/wasm/plan_cache_test.ts"],
  },
  {
    file: "backends/wasm/kernel_cache.ts",
    text: "known.used = ++this.#clock;",
    replacement: "",
    why: "the module used last is forgotten first",
    tests: ["tests/backends/wasm/kernel_cache_test.ts"],
  },
  {
    file: "backends/wasm/kernel_cache.ts",
    text: "++this.#serial, pointer",
    replacement: "this.#serial, pointer",
    why: "threads run an old module",
    tests: ["tests/backends/wasm/kernel_cache_test.ts"],
  },
  {
    file: "backends/wasm/kernel_cache.ts",
    text: "this.#keys[slot] = key;",
    replacement: "this.#keys.push(key);",
    why: "slots are told by the wrong key",
    tests: ["tests/backends/wasm/kernel_cache_test.ts"],
  },
  {
    file: "backends/wasm/rows/table.ts",
    text: "this.#parameters + parameters * FLOAT_BYTES",
    replacement: "this.#parameters + FLOAT_BYTES",
    why: "parameters behind the first are overwritten",
    tests: ["tests/backends/conformance/parameters_test.ts"],
  },
  {
    file: "backends/wasm/kernels/elementwise/elementwise.ts",
    text: "k < firstOut && mayRepeat(operands[k]);",
    replacement: "k < firstOut;",
    why: "operands of an epilogue are those of the first image",
    tests: ["tests/backends/wasm/kernels/elementwise/epilogue_test.ts"],
  },
  {
    file: "backends/wasm/kernels/reduce/reduce.ts",
    text: "contiguous(shape, j * size)",
    replacement: "contiguous(shape)",
    why: "what is stored of several results lies in one place",
    tests: ["tests/backends/wasm/kernels/elementwise/epilogue_test.ts"],
  },
];

/** What is public: arguments, memory and what errors tell. */

import type { Fault } from "../fault.ts";

/** Faults there. */
export const surface: readonly Fault[] = [
  {
    file: "autograd/custom_gradient.ts",
    text: "    if (gradient === null) return;",
    replacement: "    if (gradient == null) return;",
    why: "a customGradient that forgets a gradient has none",
    tests: [
      "tests/autograd/custom_gradient_test.ts",
    ],
  },
  {
    file: "autograd/cotangent.ts",
    text: "  cotangent.operand();\n",
    replacement: "",
    why: "cotangents that were disposed are taken",
    tests: ["tests/autograd/cotangent_test.ts"],
  },
  {
    file: "autograd/ops/arguments.ts",
    text: "  if (args.length > count) checkArgumentCount",
    replacement: "  if (args.length > count + 1) checkArgumentCount",
    why: "ops take one argument more than they read",
    tests: ["tests/refusals_test.ts"],
  },
  {
    file: "autograd/ops/broadcast.ts",
    text: 'const to = toShape("broadcastTo", shape);',
    replacement: "const to = shape;",
    why: "broadcastTo takes shapes that are none",
    tests: ["tests/autograd/ops/arguments_test.ts"],
  },
  {
    file: "autograd/ops/chain.ts",
    text: ".filter((name) => !FUNCTIONS_ONLY.includes(name));",
    replacement: ";",
    why: "where is called on its condition",
    tests: ["tests/autograd/ops/chain_test.ts"],
  },
  {
    file: "autograd/ops/reduce.ts",
    text: "checkReduceOptions(name, options);",
    replacement: "",
    why: "reductions take options that they do not read",
    tests: ["tests/refusals_test.ts"],
  },
  {
    file: "autograd/random.ts",
    text: "if (seed !== undefined && seed !== null)",
    replacement: 'if (typeof seed === "number")',
    why: "a seed that is text is the default stream",
    tests: ["tests/autograd/ops/arguments_test.ts"],
  },
  {
    file: "backends/view.ts",
    text: "isEmpty || (low >= 0 && high < length)",
    replacement: "isEmpty || (low >= 0 && high <= length)",
    why: "views may read the element behind their memory",
    tests: ["tests/backends/view_test.ts"],
  },
  {
    file: "autograd/tensor.ts",
    text: "    checkInside(view, length);\n    return new Viewed",
    replacement: "    return new Viewed",
    why: "a tensor hands out views of memory that is not its own",
    tests: [
      "tests/autograd/ops/arguments_test.ts",
      "tests/autograd/memory_test.ts",
    ],
  },
  {
    file: "backends/wasm/backend.ts",
    text: "    checkLength(length);\n",
    replacement: "",
    why: "the processor's memory is taken in parts of elements",
    tests: ["tests/backends/wasm/conformance_test.ts"],
  },
  {
    file: "backends/fusing/recorder.ts",
    text: "    checkLength(length);\n",
    replacement: "",
    why: "memory of no whole number of elements is promised",
    tests: ["tests/backends/fusing/conformance_test.ts"],
  },
  {
    file: "autograd/scope.ts",
    text: "    if (isWatching) return;\n",
    replacement: "",
    why: "each scope in a loop that awaits nothing asks for a microtask",
    tests: ["tests/autograd/scope_test.ts"],
  },
  {
    file: "autograd/scope.ts",
    text: "  isWatching = false;\n",
    replacement: "",
    why: "only the first scopes notice an await",
    tests: ["tests/autograd/scope_test.ts"],
  },
  {
    file: "autograd/storage.ts",
    text: "    this.#holding.count--;\n",
    replacement: "",
    why: "an error of memory counts tensors that are gone",
    tests: ["tests/autograd/memory_test.ts"],
  },
  {
    file: "variables/call_losses.ts",
    text: "filter(({ id }) => !isOpen(id)).forEach(clear)",
    replacement: "forEach(clear)",
    why: "a tape under noGrad ends the losses of another",
    tests: ["tests/layers/layer_losses_test.ts"],
  },
  {
    file: "backends/origin.ts",
    text: "frames[place - 1]",
    replacement: "frames[0]",
    why: "an error names the inside of the library",
    tests: ["tests/backends/origin_test.ts"],
  },
];

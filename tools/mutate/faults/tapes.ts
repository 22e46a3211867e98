/** What gradients are taken for, and what tapes and scopes hold. */

import type { Fault } from "../fault.ts";

/** Faults there. */
export const tapes: readonly Fault[] = [
  {
    file: "autograd/gradient_tape.ts",
    text: "gradient ?? zerosLike(tensors[i])",
    replacement: "gradient ?? zerosLike(tensors[0])",
    why: "zeros have the shape of another source",
    tests: [
      "tests/autograd/gradient_tape_test.ts",
    ],
  },
  {
    file: "autograd/tape.ts",
    text:
      "for (const { residuals } of this.nodes.splice(0)) dropResiduals(residuals);",
    replacement:
      "for (const { residuals } of this.nodes) dropResiduals(residuals);",
    why: "a tape that is disposed twice frees what is not its own",
    tests: [
      "tests/autograd/gradient_tape_test.ts",
    ],
  },
  {
    file: "autograd/tape.ts",
    text: "return this.watchesVariables || this.#variables.has(variable);",
    replacement: "return this.watchesVariables;",
    why: "what is read of a variable behind an assignment has no gradient",
    tests: [
      "tests/autograd/grad_test.ts",
    ],
  },
  {
    file: "autograd/grad.ts",
    text: "value.rank === 0",
    replacement: "value.size === 1",
    why: "values that are no scalars are taken",
    tests: [
      "tests/autograd/grad_test.ts",
    ],
  },
  {
    file: "autograd/sweep.ts",
    text: "if (before) letGo(before);",
    replacement: "",
    why: "sums of cotangents are never freed",
    tests: [
      "tests/autograd/grad_test.ts",
    ],
  },
  {
    file: "autograd/cotangent.ts",
    text: "if (cotangent.backend !== of.backend) {",
    replacement: "if (cotangent.backend.name !== of.backend.name) {",
    why: "cotangents of another backend are taken",
    tests: [
      "tests/autograd/cotangent_test.ts",
    ],
  },
  {
    file: "autograd/custom_gradient.ts",
    text: "scope.keep(noGrad(() => alias(value)))",
    replacement: "scope.keep(value)",
    why: "a value that is an input counts its cotangent twice",
    tests: [
      "tests/autograd/custom_gradient_test.ts",
    ],
  },
  {
    file: "autograd/kernel.ts",
    text: "stays.every((axis, i) => i === 0 || stays[i - 1] < axis)",
    replacement: "true",
    why: "sums lie in the order of the memory",
    tests: ["tests/autograd/ops/reduce_test.ts"],
  },
  {
    file: "autograd/owned.ts",
    text: "this.#set = new Set(this.#list);",
    replacement: "this.#set = new Set([resource]);",
    why: "of many tensors of a scope the first are never freed",
    tests: ["tests/autograd/scope_test.ts"],
  },
  {
    file: "autograd/owned.ts",
    text: "else if (placeOf(resource, this.#list) < 0) {",
    replacement: "else {",
    why: "what a scope adopts twice is freed twice",
    tests: ["tests/autograd/scope_test.ts"],
  },
  {
    file: "autograd/scope.ts",
    text: "if (this.#turn !== turn) {",
    replacement: "if (false) {",
    why: "tensors are made inside a scope that spans an await",
    tests: ["tests/autograd/scope_test.ts"],
  },
  {
    file: "autograd/scope.ts",
    text: "    current = saved;",
    replacement: "",
    why: "a scope ends with what is made outside of it",
    tests: ["tests/autograd/scope_test.ts"],
  },
  {
    file: "autograd/sweep.ts",
    text: "if (!cotangent || cotangent.isShared) return",
    replacement: "if (!cotangent) return",
    why: "gradients that are the same are disposed of together",
    tests: ["tests/autograd/sweep_test.ts"],
  },
  {
    file: "autograd/pull_back.ts",
    text: " && wanted.size === all.length",
    replacement: "",
    why: "who asks twice for a gradient gets it once",
    tests: ["tests/autograd/gradient_tape_test.ts"],
  },
  {
    file: "variables/cell.ts",
    text: "    forgotten.register(variable, this);",
    replacement: "",
    why: "the weights of a model that is trained and forgotten are never freed",
    tests: ["tests/autograd/forgotten_test.ts"],
  },
  {
    file: "variables/cell.ts",
    text: "(cell) => cell.letGo()",
    replacement: "(cell) => cell.tensor?.[Symbol.dispose]()",
    why: "a tensor that was read of a variable is freed with the variable",
    tests: ["tests/autograd/forgotten_test.ts"],
  },
  {
    file: "variables/cell.ts",
    text: "    if (this.#tensor) this.#tensor[HELD]--;",
    replacement: "",
    why: "what a variable held before is never freed where others held it too",
    tests: ["tests/autograd/forgotten_test.ts"],
  },
  {
    file: "autograd/scope.ts",
    text: "else tellLeft(resource);",
    replacement: "",
    why: "what the outermost scope keeps is never freed",
    tests: ["tests/autograd/forgotten_test.ts"],
  },
  {
    file: "autograd/scope.ts",
    text: "all.forEach(tellLeft);",
    replacement: "",
    why: "what a scope that is released owned is never freed",
    tests: ["tests/autograd/forgotten_test.ts"],
  },
  {
    file: "autograd/scope.ts",
    text: "ownedByScopes().forEach(tellLeft);",
    replacement: "",
    why: "what a scope that is left open owns is never freed",
    tests: ["tests/autograd/forgotten_test.ts"],
  },
  {
    file: "autograd/tensor.ts",
    text: "if (this.#owners > 0) return this[LEFT_SCOPES]();",
    replacement: "if (this.#owners > 0) return;",
    why: "what is retained and forgotten is never freed",
    tests: ["tests/autograd/forgotten_test.ts"],
  },
  {
    file: "autograd/scope.ts",
    text: "      tellLeft(resource);\n      throw",
    replacement: "      throw",
    why: "what a scope that spans an await refuses is never freed",
    tests: ["tests/autograd/forgotten_test.ts"],
  },
  {
    file: "autograd/gradient_tape.ts",
    text: "    forgotten.register(this, this.#tape.kept, this);",
    replacement: "",
    why: "what a tape keeps that nobody disposes of is never freed",
    tests: ["tests/autograd/forgotten_test.ts"],
  },
  {
    file: "autograd/tape.ts",
    text: 'if (!("passBack" in node)) this.kept',
    replacement: "this.kept",
    why: "a tape is kept by a block on it that leads to it",
    tests: ["tests/autograd/forgotten_test.ts"],
  },
  {
    file: "autograd/tape.ts",
    text: "    if (residual[HELD]) residual[HELD]--;",
    replacement: "",
    why:
      "what a tape held and others still own is never freed when they forget it",
    tests: ["tests/autograd/forgotten_test.ts"],
  },
  {
    file: "autograd/sweep.ts",
    text: "    cotangent[HELD]--;\n    scope.adopt",
    replacement: "    scope.adopt",
    why: "a gradient that is forgotten is never freed",
    tests: ["tests/autograd/forgotten_test.ts"],
  },
  {
    file: "autograd/sweep.ts",
    text: "if (!node) throw disposed();",
    replacement: "",
    why: "a tape that is disposed on the way back breaks",
    tests: ["tests/autograd/disposed_tape_test.ts"],
  },
];

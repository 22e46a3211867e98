/** Infinities, NaN, and derivatives at the ends of the range. */

import type { Fault } from "../fault.ts";

/** Faults there. */
export const numbers: readonly Fault[] = [
  {
    file: "autograd/formula.ts",
    text: 'isConstant(a, -0) ? b : isConstant(b, -0) ? a : binary("add", a, b)',
    replacement:
      'isConstant(a, 0) ? b : isConstant(b, 0) ? a : binary("add", a, b)',
    why: "-0 plus 0 is -0",
    tests: ["tests/autograd/formula_test.ts"],
  },
  {
    file: "autograd/formula.ts",
    text: 'isConstant(a, 1) ? b : isConstant(b, 1) ? a : binary("mul", a, b)',
    replacement: 'isConstant(b, 0) ? constant(0) : binary("mul", a, b)',
    why: "NaN times 0 is 0",
    tests: ["tests/autograd/formula_test.ts"],
  },
  {
    file: "autograd/formula.ts",
    text: "add(where(isAbove, a, 0), log1p(e))",
    replacement: "add(maximum(a, 0), log1p(exp(neg(abs(a)))))",
    why: "the slope of the softplus by rule is wrong at 0",
    tests: ["tests/autograd/derivative_test.ts"],
  },
  {
    file: "autograd/slope.ts",
    text: "[slope, ...factors].some(isStill)",
    replacement: "isStill(slope)",
    why: "nothing times infinity is a slope",
    tests: ["tests/autograd/formula_test.ts"],
  },
  {
    file: "autograd/slope.ts",
    text: 'partial.fn !== "where"',
    replacement: "partial.fn !== undefined",
    why: "NaN comes back through a branch that is not taken",
    tests: ["tests/autograd/ops/elementwise_test.ts"],
  },
  {
    file: "autograd/derivative.ts",
    text: "where(greaterEqual(abs(a), FAR), 0, exp(neg(square(a))))",
    replacement: "exp(neg(square(a)))",
    why: "the second derivative of erf is NaN far out",
    tests: ["tests/autograd/derivative_test.ts"],
  },
  {
    file: "autograd/ops/elementwise.ts",
    text: "f.div(f.mul(-0.5, out), x)",
    replacement: "f.mul(-0.5, f.div(f.div(out, x), f.mul(x, out)), out, x)",
    why: "the slope of rsqrt overflows on the way",
    tests: ["tests/autograd/derivative_test.ts"],
  },
  {
    file: "autograd/ops/softmax.ts",
    text: "f.where(f.equal(f.abs(a), Infinity), 0, a)",
    replacement: "a",
    why: "logSumExp of infinities is NaN",
    tests: ["tests/autograd/ops/reduce_test.ts"],
  },
  {
    file: "layers/activations/smooth.ts",
    text: "f.greaterEqual(f.abs(x), FAR)",
    replacement: "f.greaterEqual(f.abs(x), 1e30)",
    why: "the approximate gelu has slope NaN far out",
    tests: ["tests/autograd/derivative_test.ts"],
  },
  {
    file: "layers/activations/smooth.ts",
    text: "f.where(f.greaterEqual(f.abs(x), far), f.abs(x), near)",
    replacement: "near",
    why: "squareplus overflows with the square",
    tests: ["tests/autograd/derivative_test.ts"],
  },
  {
    file: "layers/activations/piecewise.ts",
    text: "const below = slope === 0",
    replacement: "const below = Number.isNaN(slope)",
    why: "a rectifier with a bound is NaN at -Infinity",
    tests: ["tests/layers/activations/special_activations_test.ts"],
  },
  {
    file: "backends/reference/functions.ts",
    text: "x < 0 || Object.is(x, -0) ? -rounded : rounded",
    replacement: "x < 0 ? 0 - rounded : rounded",
    why: "what is rounded to 0 from below loses its sign",
    tests: ["tests/backends/conformance/elementwise_values_test.ts"],
  },
  {
    file: "backends/webgpu/wgsl.ts",
    text: "`another(${args[i]}, ${nothing})`",
    replacement: "args[i]",
    why: "compilers take infinity less itself for 0",
    tests: ["tests/backends/conformance/elementwise_values_test.ts"],
  },
  {
    file: "backends/webgpu/wgsl.ts",
    text: '"args" in steps[arg] || isSpecial(steps[arg])',
    replacement: "isSpecial(steps[arg])",
    why: "compilers take steps together that infinities tell apart",
    tests: ["tests/backends/conformance/elementwise_values_test.ts"],
  },
  {
    file: "backends/webgpu/wgsl.ts",
    text: '"args" in steps[arg] || isSpecial(steps[arg])',
    replacement: '"args" in steps[arg]',
    why: "compilers take NaN times 0 for 0",
    tests: ["tests/backends/conformance/elementwise_values_test.ts"],
  },
];

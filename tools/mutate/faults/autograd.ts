/** Gradients, tapes and scopes. */

import type { Fault } from "../fault.ts";

/** Faults there. */
export const autograd: readonly Fault[] = [
  {
    file: "autograd/erfinv.ts",
    text: "1.00167406",
    replacement: "1.00167806",
    why: "the tails of the normal distribution are off",
    tests: ["tests/autograd/random_test.ts"],
  },
  {
    file: "autograd/erfinv.ts",
    text: "0.246640727",
    replacement: "0.246640927",
    why: "the middle of the normal distribution is off",
    tests: ["tests/autograd/random_test.ts"],
  },
  {
    file: "autograd/cotangent.ts",
    text: "if (!sameShape(cotangent.shape, of.shape)) {",
    replacement: "if (cotangent.size !== of.size) {",
    why: "cotangents of another shape are taken",
    tests: ["tests/autograd/cotangent_test.ts"],
  },
  {
    file: "autograd/ops/slice.ts",
    text: "{ ...attrs, value: 0 }",
    replacement: "{ ...attrs, value: 1 }",
    why: "what is cut off has a gradient",
    tests: [
      "tests/autograd/ops/moving_test.ts",
    ],
  },
  {
    file: "autograd/slope.ts",
    text: 'if (partial.fn !== "where") return times(partial, cotangent);',
    replacement: "return times(partial, cotangent);",
    why: "what a branch that is not taken has spoils the gradient",
    tests: [
      "tests/autograd/ops/elementwise_test.ts",
      "tests/autograd/formula_test.ts",
    ],
  },
  {
    file: "autograd/tape.ts",
    text: "before.filter((tape) => tape.isOpen)",
    replacement: "before",
    why: "tapes that were closed inside noGrad record again",
    tests: ["tests/autograd/tape_test.ts"],
  },
  {
    file: "autograd/tape.ts",
    text: "const result = recordingOn([], f);",
    replacement: "return f();",
    why: "noGrad records",
    tests: [
      "tests/autograd/tape_test.ts",
    ],
  },
  {
    file: "autograd/derivative.ts",
    text: "where(greater(a, 0), mul(e, log(a)), 0)",
    replacement: "mul(e, log(a))",
    why: "the slope of a power in its exponent is NaN at 0 and below",
    tests: ["tests/autograd/ops/elementwise_test.ts"],
  },
  {
    file: "autograd/derivative.ts",
    text: "where(greater(abs(a), NEAR_ZERO), 1, b)",
    replacement: "1",
    why: "the slope of x^0 at 0 is NaN",
    tests: ["tests/autograd/ops/elementwise_test.ts"],
  },
  {
    file: "autograd/derivative.ts",
    text: 'times(da, neg(unary("sin", a)))',
    replacement: 'times(da, unary("sin", a))',
    why: "the slope of the cosine has the wrong sign",
    tests: ["tests/autograd/ops/elementwise_test.ts"],
  },
  {
    file: "autograd/derivative.ts",
    text: "where(greaterEqual(a, b), da, db)",
    replacement: "where(greaterEqual(b, a), da, db)",
    why: "the maximum has the slope of the minimum",
    tests: ["tests/autograd/ops/elementwise_test.ts"],
  },
  {
    file: "autograd/gradient_tape.ts",
    text: "seed: options.outputGradients",
    replacement: "seed: undefined",
    why: "outputGradients are ignored",
    tests: [
      "tests/autograd/cotangent_test.ts",
    ],
  },
  {
    file: "autograd/gradient_tape.ts",
    text: "keepTape: this.#persistent",
    replacement: "keepTape: false",
    why: "a persistent tape forgets",
    tests: [
      "tests/autograd/gradient_tape_test.ts",
    ],
  },
  {
    file: "autograd/ops/take.ts",
    text: "{ ...attrs, absent: 0 }",
    replacement: "attrs",
    why: "second derivatives of absent rows are NaN",
    tests: ["tests/autograd/ops/take_test.ts"],
  },
  {
    file: "autograd/ops/take.ts",
    text: "contiguous(shape, x.view.offset)",
    replacement: "contiguous(shape)",
    why: "rows are taken from the start of the buffer",
    tests: ["tests/autograd/ops/take_test.ts"],
  },
  {
    file: "autograd/random.ts",
    text: "2 ** -24 - 1",
    replacement: "-1",
    why: "normal numbers are half a step too low",
    tests: ["tests/autograd/random_test.ts"],
  },
  {
    file: "autograd/random.ts",
    text: "Math.ceil(out.size / 2)",
    replacement: "Math.floor(out.size / 2)",
    why: "a stream gives the last number of an odd draw again",
    tests: ["tests/autograd/random_test.ts"],
  },
  {
    file: "autograd/seed.ts",
    text: "[seed >>> 0, Math.floor(seed / 2 ** 32)]",
    replacement: "[seed >>> 0, 0]",
    why: "seeds that differ in high bits give the same numbers",
    tests: ["tests/autograd/random_test.ts"],
  },
  {
    file: "autograd/sweep.ts",
    text: "const total = before ? add(before, part) : part;",
    replacement: "const total = part;",
    why: "of several uses only the first counts",
    tests: ["tests/autograd/grad_test.ts"],
  },
  {
    file: "autograd/sweep.ts",
    text: "if (!wanted.has(output)) cotangents.drop(output);",
    replacement: "cotangents.drop(output);",
    why: "gradients in intermediate results are lost",
    tests: [
      "tests/autograd/grad_test.ts",
      "tests/autograd/gradient_tape_test.ts",
    ],
  },
  {
    file: "autograd/scope.ts",
    text: "this.#outer.adopt(resource)",
    replacement: "undefined",
    why: "what is kept out of an inner scope leaks",
    tests: ["tests/autograd/scope_test.ts"],
  },
  {
    file: "autograd/ops/matmul.ts",
    text: "(across === 1 && down >= columns)",
    replacement: "(across === 1)",
    why: "matrices whose rows overlap are not packed",
    tests: ["tests/autograd/ops/matmul_test.ts"],
  },
  {
    file: "autograd/ops/conv_geometry.ts",
    text: "Math.floor(Math.max(surplus, 0) / 2)",
    replacement: "Math.ceil(Math.max(surplus, 0) / 2)",
    why: "odd crops are taken from the wrong side",
    tests: ["tests/autograd/ops/conv_geometry_test.ts"],
  },
  {
    file: "autograd/ops/conv_geometry.ts",
    text: "reach % 2 + outputPadding",
    replacement: "outputPadding",
    why: "outputPadding with even kernels and same is a cell off",
    tests: [
      "tests/autograd/ops/conv_geometry_test.ts",
      "tests/layers/convolutional/conv_transpose_cases_test.ts",
    ],
  },
  {
    file: "autograd/ops/normalize.ts",
    text: "f.sub(squares, f.mul(sum, along))",
    replacement: "squares",
    why: "the variance is about a sample, not the mean",
    tests: ["tests/autograd/ops/normalize_test.ts"],
  },
  {
    file: "autograd/ops/normalize.ts",
    text: "mul(mul(factor, inverse), slope)",
    replacement: "mul(factor, slope)",
    why: "the slope of the variance is not scaled",
    tests: ["tests/layers/normalization/normalization_test.ts"],
  },
  {
    file: "autograd/ops/softmax.ts",
    text: "[x, max(x, over)]",
    replacement: "[x, 0]",
    why: "softmax overflows",
    tests: [
      "tests/autograd/ops/softmax_test.ts",
      "tests/layers/activations/activations_test.ts",
    ],
  },
  {
    file: "autograd/ops/reduce.ts",
    text: "return [mul(mask, spread(div(cotangent, ties), over))];",
    replacement: "return [mul(mask, spread(cotangent, over))];",
    why: "ties share no gradient",
    tests: [
      "tests/autograd/ops/reduce_test.ts",
    ],
  },
  {
    file: "autograd/ops/pool.ts",
    text: "f.where(f.equal(cell, most), placeOf(attrs, labels), others)",
    replacement:
      "f.where(f.equal(taps[0].cells[0], most), placeOf(attrs, labels), others)",
    why: "gradients of pools land in the wrong cell",
    tests: [
      "tests/autograd/ops/windows_test.ts",
      "tests/layers/keras_answers_test.ts",
    ],
  },
];

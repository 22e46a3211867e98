/** What every backend's `elementwise` has to do. */

import {
  binary,
  type BinaryFn,
  constant,
  type Expr,
  input,
  unary,
  type UnaryFn,
  where,
} from "../../../backends/expr.ts";
import { contiguous, permute } from "../../../backends/view.ts";
import { randomData } from "../../helpers/random_data.ts";
import type { Case } from "./check_kernel.ts";
import { Draw, drawInput, drawShape, drawWindow } from "./layouts.ts";

const UNARY: readonly UnaryFn[] = [
  ...["neg", "abs", "sign", "floor", "ceil", "round", "sqrt"] as const,
  ...[
    "exp",
    "expm1",
    "log",
    "log1p",
    "sin",
    "cos",
    "tanh",
    "erf",
    "float16",
  ] as const,
];
const BINARY: readonly BinaryFn[] = [
  ...["add", "sub", "mul", "div", "pow"] as const,
  ...["maximum", "minimum", "greater", "greaterEqual", "equal"] as const,
];

/** Where functions are apt to go wrong: signs, ties, overflow, underflow, branch points. */
const SPECIALS = [
  ...[0, 2 ** -149, 2 ** -130, 2 ** -126, 1e-20, 1e-8, 2 ** -12, 1e-3, 0.1],
  ...[0.3, 0.45, 0.5, 0.625, Math.SQRT1_2, 0.9999999, 1, 1.0000001],
  ...[Math.SQRT2, 1.5, 2, 2.5, Math.PI, 3.5, 4, 9, 10, 15.9, 17.4, 80, 87.3],
  ...[87.4, 88, 88.7, 88.8, 100, 103, 103.5, 104, 105, 1000, 2 ** 23 - 0.5],
  ...[2 ** 23 + 1, 2 ** 24, 2 ** 31, 1e10, 1e30, 3.4028234e38, Infinity, NaN],
].flatMap((x) => [x, -x]).map(Math.fround);

/** The special values and many more over the whole range. */
const GRID = [
  ...SPECIALS,
  ...randomData(2000, 71),
  ...randomData(1000, 72).map((x) => Math.fround(10 * x)),
  ...randomData(1000, 73).map((x) => Math.fround(110 * x)),
  ...randomData(501, 74).map((x) =>
    Math.fround((x < 0 ? -1 : 1) * 2 ** (140 * Math.abs(x) - 70))
  ),
];

/** One case for each function. */
export function functionCases(): Case[] {
  const unaries = UNARY.map((fn): Case => ({
    name: fn,
    terms: 1,
    run: ({ backend, input: make, output }) =>
      backend.elementwise(
        [unary(fn, input(0))],
        [make(contiguous([GRID.length]), GRID)],
        [output([GRID.length])],
      ),
  }));
  const pairs = BINARY.map((fn): Case => ({
    name: fn,
    terms: 1,
    run: ({ backend, input: make, output }) => {
      const n = SPECIALS.length, across = contiguous([n, n]);
      backend.elementwise(
        [binary(fn, input(0), input(1))],
        [
          make({ ...across, strides: [1, 0] }, SPECIALS),
          make({ ...across, strides: [0, 1] }, SPECIALS),
        ],
        [output(across)],
      );
    },
  }));
  const choice: Case = {
    name: "where",
    run: ({ backend, input: make, output }) =>
      backend.elementwise(
        [where(input(0), input(1), constant(7))],
        [
          make(contiguous([7]), [0, -0, 1, NaN, Infinity, 1e-45, -2]),
          make(contiguous([7]), [NaN, Infinity, 3, 4, 5, 6, 7]),
        ],
        [output([7])],
      ),
  };
  return [...unaries, ...pairs, choice];
}

/** Exact arithmetic on operands of all ranks and layouts, with one or two outputs. */
export function layoutCases(): Case[] {
  return Array.from({ length: 150 }, (_, seed): Case => ({
    name: `layout ${seed}`,
    run: ({ backend, input: make, output }) => {
      const draw = new Draw(seed);
      const shape = drawShape(draw, draw.below(7));
      const count = 1 + draw.below(3);
      const inputs = Array.from(
        { length: count },
        () => make(drawInput(draw, shape)),
      );
      const sum = inputs.map((_, i) => input(i)).reduce((a, b) =>
        binary("add", a, binary("mul", b, constant(2)))
      );
      const exprs = draw.below(2)
        ? [sum]
        : [sum, binary("maximum", sum, constant(1))];
      const outs = exprs.map(() => output(drawWindow(draw, shape)));
      backend.elementwise(exprs, inputs, outs);
    },
  }));
}

/** Shapes and expressions that ask for a path of their own. */
export function shapeCases(): Case[] {
  const twice = [binary("mul", input(0), constant(2))];
  const add = [binary("add", input(0), input(1))];
  const zeros = [[0], [0, 3], [3, 0, 2]].map((shape): Case => ({
    name: `no elements, [${shape}]`,
    run: ({ backend, input: make, output }) =>
      backend.elementwise(twice, [make(shape)], [output(shape)]),
  }));
  const biases = [1, 2, 3, 5, 6, 12, 64, 67].map((channels): Case => ({
    name: `a bias of ${channels} channels`,
    run: ({ backend, input: make, output }) => {
      const shape = [2, 5, 7, channels];
      const bias = { shape, strides: [0, 0, 0, 1], offset: 1 };
      backend.elementwise(add, [make(shape), make(bias)], [output(shape)]);
    },
  }));
  const columns = [
    ...[[37, 1], [37, 3], [37, 4], [37, 18]],
    ...[[2100, 2], [1401, 3], [1031, 5], [501, 10], [300, 63]],
  ].map(([rows, length]): Case => ({
    name: `${rows} rows of ${length} scaled by a column`,
    run: ({ backend, input: make, output }) => {
      const shape = [rows, length];
      const column = { shape, strides: [1, 0], offset: 0 };
      backend.elementwise(add, [make(column), make(shape)], [output(shape)]);
    },
  }));
  const copies = [[45, 67], [3, 5], [4, 4], [64, 2], [1, 9]].flatMap((
    [rows, columns],
  ): Case[] => [{
    name: `a copy of a transpose, [${rows}, ${columns}]`,
    run: ({ backend, input: make, output }) => {
      const view = permute(contiguous([rows, columns], 2), [1, 0]);
      const out = output([columns, rows]);
      backend.elementwise([input(0)], [make(view)], [out]);
    },
  }, {
    name: `a copy from channels last to first, [2, 3, ${rows}, ${columns}]`,
    run: ({ backend, input: make, output }) => {
      const view = permute(contiguous([2, 3, rows, columns]), [0, 3, 1, 2]);
      const out = output([2, columns, 3, rows]);
      backend.elementwise([input(0)], [make(view)], [out]);
    },
  }, {
    name: `a copy into a window, [2, ${rows}, ${columns}]`,
    run: ({ backend, input: make, output }) => {
      const view = permute(contiguous([rows, columns, 2]), [2, 1, 0]);
      const strides = [(columns + 1) * (rows + 3), rows + 3, 1];
      const out = { shape: [2, columns, rows], strides, offset: 4 };
      backend.elementwise([input(0)], [make(view)], [output(out)]);
    },
  }]);
  const transposed: Case = {
    name: "a transpose beside a dense operand",
    run: ({ backend, input: make, output }) => {
      const view = permute(contiguous([45, 67]), [1, 0]);
      backend.elementwise(add, [make(view), make([67, 45])], [
        output([67, 45]),
      ]);
    },
  };
  const filled: Case = {
    name: "a constant and no input",
    run: ({ backend, output }) =>
      backend.elementwise([constant(3), constant(-0)], [], [
        output([3, 5]),
        output([3, 5]),
      ]),
  };
  const long: Case = {
    name: "an expression of hundreds of steps",
    terms: 400,
    run: ({ backend, input: make, output }) =>
      backend.elementwise([longExpr(200)], [make([53]), make([53])], [
        output([53]),
      ]),
  };
  return [
    ...[...zeros, ...biases, ...columns, ...copies, ...windowCases()],
    ...[transposed, filled, long],
  ];
}

/** Sums over windows of one image with weights for each channel, and mostly a factor for each pixel; also of its even pixels alone. */
function windowCases(): Case[] {
  const sizes = [
    ...[[15, 16, 1], [16, 16, 2], [7, 40, 1], [1, 512, 1], [15, 18, 1]],
    // Rows that are less than a vector, or little more.
    ...[[130, 2, 2], [80, 3, 1], [90, 3, 2], [50, 5, 2], [40, 6, 1]],
    ...[[35, 7, 2], [60, 4, 2]],
  ];
  const cases = sizes.flatMap(([width, channels, step]) =>
    [true, false].map((hasFactor) => ({ width, channels, step, hasFactor }))
  );
  return cases.map(({ width, channels, step, hasFactor }): Case => ({
    name: `windows ${step} apart, ${width} by ${channels} channels${
      hasFactor ? "" : ", no factor"
    }`,
    run: ({ backend, input: make, output }) => {
      const wide = (width + 1) * step, shape = [2, 9, width, channels];
      const rows = wide * channels, along = step * channels;
      const image = make([2, 10 * step, wide, channels]);
      const kernel = make([4, channels]), pixels = make([2, 9, width]);
      const cells = [0, 1, rows / channels, rows / channels + 1].map((at) => ({
        buffer: image.buffer,
        view: {
          shape,
          strides: [10 * step * rows, step * rows, along, 1],
          offset: image.view.offset + at * channels,
        },
      }));
      const weights = [0, 1, 2, 3].map((at) => ({
        buffer: kernel.buffer,
        view: {
          shape,
          strides: [0, 0, 0, 1],
          offset: kernel.view.offset + at * channels,
        },
      }));
      const factor = {
        buffer: pixels.buffer,
        view: { ...pixels.view, shape, strides: [9 * width, width, 1, 0] },
      };
      const sum = [0, 1, 2, 3].map((k) => binary("mul", input(k), input(k + 4)))
        .reduce((a, b) => binary("add", a, b));
      const spread = [18 * width, 2 * width, 2, 1].map((n) => n * channels);
      backend.elementwise(
        [
          hasFactor ? binary("mul", sum, input(8)) : sum,
          binary("maximum", sum, input(0)),
        ],
        [...cells, ...weights, ...hasFactor ? [factor] : []],
        [
          output(shape),
          output({
            ...contiguous(shape, 3),
            strides: [...spread.slice(0, 3), 1],
          }),
        ],
      );
    },
  }));
}

/** A sum of products in which every step is used twice. */
function longExpr(steps: number): Expr {
  let a = input(0), b = input(1);
  for (let i = 0; i < steps; i++) {
    const sum = binary("add", binary("mul", a, constant(0.5)), b);
    [a, b] = [sum, binary("mul", binary("sub", sum, a), constant(0.25))];
  }
  return binary("add", a, b);
}

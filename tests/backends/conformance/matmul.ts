/** What every backend's `matmul` has to do. */

import type { Epilogue, Operand } from "../../../backends/backend.ts";
import { binary, constant, input } from "../../../backends/expr.ts";
import { contiguous, permute, type View } from "../../../backends/view.ts";
import type { Case, Stage } from "./check_kernel.ts";

const SIZES = [
  ...[[1, 1, 1], [1, 7, 1], [4, 8, 4], [5, 3, 9], [8, 16, 8], [3, 0, 4]],
  ...[[0, 4, 4], [13, 17, 19], [64, 3, 33], [70, 65, 67], [2, 600, 3]],
  ...[[1, 40, 130], [130, 40, 1]],
];

/** Sizes, transposes, batches and epilogues, exact and rounded. */
export function matmulCases(): Case[] {
  const plain = SIZES.flatMap(([m, k, n]) =>
    [0, 1, 2, 3].map((turned): Case => ({
      name: `[${m}, ${k}] times [${k}, ${n}], transposed ${turned}`,
      run: ({ backend, input: make, output }) =>
        backend.matmul(
          make(matrix([m, k], (turned & 1) > 0)),
          make(matrix([k, n], (turned & 2) > 0)),
          output([m, n]),
        ),
    }))
  );
  const rounded = [[33, 100, 29], [7, 1000, 12]].map(([m, k, n]): Case => ({
    name: `rounded products, [${m}, ${k}] times [${k}, ${n}]`,
    terms: k,
    run: ({ backend, input: make, output }) =>
      backend.matmul(make([m, k]), make([k, n]), output([m, n])),
  }));
  const gaps: Case = {
    name: "rows with gaps between them",
    run: ({ backend, input: make, output }) =>
      backend.matmul(
        make({ shape: [6, 5], strides: [9, 1], offset: 2 }),
        make({ shape: [5, 7], strides: [1, 8], offset: 3 }),
        output([6, 7]),
      ),
  };
  const ends = [[6, 5, 7], [64, 9, 18]].flatMap(([m, k, n]) =>
    [0, 1, 2].map((kind): Case => ({
      name: `epilogue ${kind} after [${m}, ${k}] times [${k}, ${n}]`,
      run: (stage) =>
        stage.backend.matmul(
          stage.input([m, k]),
          stage.input([k, n]),
          stage.output([m, n]),
          epilogue(stage, [m, n], kind),
        ),
    }))
  );
  return [...plain, ...rounded, gaps, ...ends, ...batches()];
}

function batches(): Case[] {
  const a = contiguous([3, 2, 5, 6]), b = contiguous([3, 2, 6, 4]);
  const cases: [string, View, View][] = [
    ["dense batches", a, b],
    ["one matrix for all batches", { ...a, strides: [0, 0, 6, 1] }, b],
    ["a batch axis repeated on either side", {
      ...a,
      strides: [30, 0, 6, 1],
    }, { ...b, strides: [0, 24, 4, 1] }],
    ["matrices transposed in their batch", a, {
      ...b,
      strides: [48, 24, 1, 6],
    }],
    ["batch axes turned", permute(contiguous([2, 3, 5, 6]), [1, 0, 2, 3]), b],
  ];
  return cases.map(([name, left, right]): Case => ({
    name,
    run: (stage) =>
      stage.backend.matmul(
        stage.input(left),
        stage.input(right),
        stage.output([3, 2, 5, 4]),
        epilogue(stage, [3, 2, 5, 4], 1),
      ),
  }));
}

function matrix([rows, columns]: number[], turned: boolean): View {
  return turned
    ? permute(contiguous([columns, rows], 1), [1, 0])
    : contiguous([rows, columns], 1);
}

/** A bias with relu, a residual of the output's shape, or a constant alone. */
export function epilogue(
  stage: Stage,
  shape: readonly number[],
  kind: number,
): Epilogue {
  const bias = (): Operand =>
    stage.input({
      shape,
      strides: shape.map((_, i) => +(i + 1 === shape.length)),
      offset: 2,
    });
  const sum = binary("add", input(0), input(1));
  if (kind === 0) {
    return { expr: binary("maximum", sum, constant(0)), operands: [bias()] };
  }
  if (kind === 2) {
    return { expr: binary("mul", input(0), constant(2)), operands: [] };
  }
  return {
    expr: binary("add", sum, binary("mul", input(2), constant(3))),
    operands: [bias(), stage.input(contiguous(shape))],
  };
}

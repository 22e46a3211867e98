/** What every backend's `reduce` has to do. */

import type { ReduceFn } from "../../../backends/backend.ts";
import { binary, constant, input, unary } from "../../../backends/expr.ts";
import { contiguous, type Shape } from "../../../backends/view.ts";
import { randomData } from "../../helpers/random_data.ts";
import type { Case } from "./check_kernel.ts";
import { Draw, drawInput, drawShape } from "./layouts.ts";

const SHAPES: readonly Shape[] = [[1], [19], [6, 35], [5, 4, 9], [3, 4, 5, 6], [
  2,
  3,
  3,
  17,
]];

/** Both folds over every subset of the axes of several shapes. */
export function subsetCases(): Case[] {
  return SHAPES.flatMap((shape) =>
    subsets(shape).flatMap((folded) =>
      (["sum", "max"] as const).map((fn): Case => ({
        name: `${fn} of [${shape}] to [${folded}]`,
        run: ({ backend, input: make, output }) =>
          backend.reduce(fn, [input(0)], [make(shape)], [output(folded)]),
      }))
    )
  );
}

/** Maps of several inputs in all layouts. */
export function mapCases(): Case[] {
  return Array.from({ length: 80 }, (_, seed): Case => ({
    name: `folded layout ${seed}`,
    run: ({ backend, input: make, output }) => {
      const draw = new Draw(1000 + seed);
      const shape = drawShape(draw, draw.below(6));
      const fn = draw.of<ReduceFn>(["sum", "max"]);
      const inputs = [0, 1].map(() => make(drawInput(draw, shape)));
      const map = binary(
        "add",
        binary("mul", input(0), input(1)),
        constant(-1),
      );
      const folded = shape.map((size) => draw.below(2) ? size : 1);
      backend.reduce(fn, [map], inputs, [output(folded)]);
    },
  }));
}

/** Several maps of the same inputs, over every subset of the axes. */
export function severalCases(): Case[] {
  const x = input(0), y = input(1);
  const square = binary("mul", x, x), along = binary("mul", x, y);
  const lists = [[x, square], [x, y, along], [constant(1), square]];
  const large: [Shape, Shape][] = [
    ...[[1, 64], [640, 1], [1, 1]].map((to): [Shape, Shape] => [[640, 64], to]),
    [[6, 1030, 3], [6, 1, 3]],
    [[128, 2, 1030], [1, 2, 1030]],
    [[70_001, 3], [1, 3]],
    [[2, 70_001], [2, 1]],
  ];
  const cases = SHAPES.flatMap((shape) =>
    subsets(shape).map((to): [Shape, Shape] => [shape, to])
  );
  return [...cases, ...large, [[0, 5], [1, 5]] as [Shape, Shape]].flatMap(
    ([shape, folded], i) =>
      (["sum", "max"] as const).map((fn): Case => ({
        name: `${fn} of several maps of [${shape}] to [${folded}]`,
        run: ({ backend, input: make, output }) => {
          const maps = lists[i % lists.length];
          const row = shape.map((size, axis) => axis === 0 ? 1 : size);
          const spread = contiguous(row, 3);
          const repeated = {
            ...spread,
            shape,
            strides: spread.strides.map((stride, k) => k === 0 ? 0 : stride),
          };
          const inputs = [make(shape), make(i % 2 ? shape : repeated)];
          backend.reduce(fn, maps, inputs, maps.map(() => output(folded)));
        },
      })),
  );
}

/** Long folds, in which errors could pile up. */
export function longCases(): Case[] {
  const cases: [Shape, Shape][] = [
    [[1_000_003], [1]],
    [[300, 1001], [1, 1001]],
    [[101, 2500], [101, 1]],
    [[50_001, 5], [1, 5]],
    [[17, 31, 129, 3], [1, 1, 1, 3]],
  ];
  return cases.map(([shape, folded]): Case => {
    const size = shape.reduce((a, b) => a * b, 1);
    const period = randomData(9973, 5);
    const data = Float64Array.from(
      { length: size },
      (_, i) => period[i % 9973],
    );
    return {
      name: `the sum of squares of [${shape}]`,
      terms: size / folded.reduce((a, b) => a * b, 1),
      run: ({ backend, input: make, output }) =>
        backend.reduce(
          "sum",
          [binary("mul", input(0), input(0))],
          [make(contiguous(shape), data)],
          [output(folded)],
        ),
    };
  });
}

/** NaN, infinities, folds of nothing and folds without inputs to speak of. */
export function specialCases(): Case[] {
  const rows = [
    ...[NaN, 1, 2, 3, 4, 5, 6, 7, 8],
    ...[-Infinity, -1, -2, -3, -4, -5, -6, -7, -8],
    ...[1, 2, 3, 4, Infinity, 5, 6, 7, NaN],
  ];
  const specials = (["sum", "max"] as const).flatMap((fn): Case[] =>
    [[3, 1], [1, 9], [1, 1]].map((folded) => ({
      name: `${fn} of specials to [${folded}]`,
      run: ({ backend, input: make, output }) =>
        backend.reduce(
          fn,
          [input(0)],
          [make(contiguous([3, 9]), rows)],
          [output(folded)],
        ),
    }))
  );
  const empty = (["sum", "max"] as const).flatMap((fn): Case[] =>
    ([[[0], [1]], [[3, 0], [3, 1]], [[0, 5], [1, 5]], [[0, 5], [1, 1]], [
      [2, 0, 3],
      [2, 0, 1],
    ]] as const).map(([shape, folded]) => ({
      name: `${fn} of nothing, [${shape}] to [${folded}]`,
      run: ({ backend, input: make, output }) =>
        backend.reduce(fn, [input(0)], [make(shape)], [output(folded)]),
    }))
  );
  const mapped: Case = {
    name: "a sum of exponentials",
    terms: 333,
    run: ({ backend, input: make, output }) =>
      backend.reduce(
        "sum",
        [unary("exp", input(0))],
        [make([3, 333])],
        [output([
          3,
          1,
        ])],
      ),
  };
  return [...specials, ...empty, mapped];
}

function subsets(shape: Shape): Shape[] {
  return shape.reduce<Shape[]>(
    (lists, size) => lists.flatMap((list) => [[...list, size], [...list, 1]]),
    [[]],
  );
}

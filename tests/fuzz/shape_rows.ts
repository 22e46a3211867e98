/** Rows of ops that move elements, fold them or multiply. */

import * as dg from "@decograd/decograd";
import { find, type Random, type Row, row, type Rows, show } from "./row.ts";

type Shape = readonly number[];

/** How many elements there are. */
export const sizeOf = (shape: Shape): number =>
  shape.reduce((a, b) => a * b, 1);
/** One of the axes. */
export const axisOf = (shape: Shape, random: Random): number =>
  random.below(shape.length);
/** Whether there are any. */
export const hasAxes = (shape: Shape): boolean => shape.length > 0;

/** Another shape of as many elements. */
function reshaped(shape: Shape, random: Random): number[] {
  const size = sizeOf(shape);
  const factor = random.pick(
    [1, 2, 3, 4, 5, 6, 8].filter((n) => size % n === 0),
  );
  return random.pick([
    [size],
    [factor, size / factor],
    [size / factor, factor],
    [
      1,
      ...shape,
    ],
  ]);
}

function shuffled(shape: Shape, random: Random): number[] {
  const axes = shape.map((_, i) => i);
  for (let i = axes.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [axes[i], axes[j]] = [axes[j], axes[i]];
  }
  return axes;
}

function folds(
  ops: Readonly<
    Record<string, (x: dg.Tensor, options: dg.ReduceOptions) => dg.Tensor>
  >,
): Rows {
  return Object.fromEntries(
    Object.entries(ops).map(([name, op]) => [
      name,
      row(name, (x, options: dg.ReduceOptions) => op(x, options), {
        fits: hasAxes,
        attrs: (shape, random) => {
          const axes = shape.flatMap((_, i) =>
            random.chance() < 0.5 ? [i] : []
          );
          const axis = axes.length > 0 ? axes : null;
          return [{ axis, keepdims: random.chance() < 0.5 }];
        },
      }),
    ]),
  );
}

/** Of values alike but along one axis. */
function joining(
  name: string,
  op: (xs: readonly dg.Tensor[], axis: number) => dg.Tensor,
  canDiffer: boolean,
): Row {
  return {
    propose(shapes, random) {
      const first = find(shapes, random, (s) => hasAxes(s) && sizeOf(s) < 2000);
      if (first === undefined) return undefined;
      const shape = shapes[first], axis = axisOf(shape, random);
      const args = [first];
      for (let more = 1 + random.below(2); more > 0; more--) {
        const next = find(
          shapes,
          random,
          (other) =>
            other.length === shape.length &&
            other.every((size, i) =>
              size === shape[i] || (canDiffer && i === axis)
            ),
        );
        if (next !== undefined) args.push(next);
      }
      return { args, attrs: [axis] };
    },
    call: (args, [axis]) => op(args, axis as number),
    print: (args, [axis]) => `dg.${name}([${args}], ${show(axis)})`,
    isSmooth: true,
  };
}

/** The rows. */
export const SHAPES: Rows = {
  ...folds({
    sum: dg.sum,
    mean: dg.mean,
    max: dg.max,
    min: dg.min,
    variance: dg.variance,
    norm: dg.norm,
    logSumExp: dg.logSumExp,
  }),
  softmax: row(
    "softmax",
    (x, options: dg.SoftmaxOptions) => dg.softmax(x, options),
    {
      fits: hasAxes,
      attrs: (shape, random) => [{ axis: axisOf(shape, random) }],
    },
  ),
  logSoftmax: row(
    "logSoftmax",
    (x, options: dg.SoftmaxOptions) => dg.logSoftmax(x, options),
    {
      fits: hasAxes,
      attrs: (shape, random) => [{ axis: axisOf(shape, random) }],
    },
  ),
  reshape: row("reshape", (x, to: number[]) => dg.reshape(x, to), {
    attrs: (shape, random) => [reshaped(shape, random)],
  }),
  transpose: row("transpose", (x, axes: number[]) => dg.transpose(x, axes), {
    fits: hasAxes,
    attrs: (shape, random) => [shuffled(shape, random)],
  }),
  expandDims: row("expandDims", (x, axis: number) => dg.expandDims(x, axis), {
    fits: (shape) => shape.length < 5,
    attrs: (shape, random) => [random.below(shape.length + 1)],
  }),
  squeeze: row("squeeze", (x) => dg.squeeze(x)),
  broadcastTo: row("broadcastTo", (x, to: number[]) => dg.broadcastTo(x, to), {
    fits: (shape) => sizeOf(shape) < 500 && shape.length < 4,
    attrs: (shape, random) => {
      const wider = shape.map((size) =>
        size === 1 ? 1 + random.below(4) : size
      );
      return [random.chance() < 0.5 ? wider : [1 + random.below(3), ...wider]];
    },
  }),
  pad: row(
    "pad",
    (x, widths: [number, number][], value: number | dg.PadMode) =>
      dg.pad(x, widths, value),
    {
      fits: hasAxes,
      attrs: (shape, random) => [
        shape.map(() => [random.below(3), random.below(3)]),
        random.pick([0, 0, -1, 0.5, "reflect", "symmetric", "edge", "wrap"]),
      ],
    },
  ),
  at: row(
    "at",
    (x, index: dg.Index[]) => dg.at(x, ...index),
    {
      fits: hasAxes,
      attrs: (shape, random) => [
        shape.map((n) =>
          random.pick<dg.Index>([null, 0, -1, [0, n], [n - 1], [-1]])
        ),
      ],
    },
  ),
  slice: row(
    "slice",
    (x, start: number[], size: number[]) => dg.slice(x, start, size),
    {
      fits: hasAxes,
      attrs: (shape, random) => {
        const size = shape.map((n) => 1 + random.below(n));
        return [shape.map((n, i) => random.below(n - size[i] + 1)), size];
      },
    },
  ),
  split: row(
    "split",
    (x, parts: number, axis: number, part: number) =>
      dg.split(x, parts, axis)[part],
    {
      fits: (shape) => shape.some((size) => size % 2 === 0),
      attrs: (shape, random) => {
        const axis = random.pick(
          shape.flatMap((n, i) => n % 2 === 0 ? [i] : []),
        );
        return [2, axis, random.below(2)];
      },
      code: (x, parts, axis, part) =>
        `dg.split(${x}, ${parts}, ${axis})[${part}]`,
    },
  ),
  windows: row("windows", (x, sliding: dg.Sliding) => dg.windows(x, sliding), {
    fits: (shape) => hasAxes(shape) && sizeOf(shape) < 3000,
    attrs: (shape, random) => {
      const axis = axisOf(shape, random),
        length = 1 + random.below(Math.min(3, shape[axis]));
      const stride = 1 + random.below(2);
      const count = Math.floor((shape[axis] - length) / stride) + 1;
      return [{ axis, count, length, stride }];
    },
  }),
  einsum: row(
    "einsum",
    (x, equation: string) => dg.einsum(equation, x, x),
    {
      fits: (shape) => shape.length > 1 && sizeOf(shape) < 500,
      attrs: (_, random) => [
        random.pick([
          ...["...i,...i->...", "...ij,...kj->...ik", "...ij,...ij->...j"],
          ...["i...,i...->...", "i...j,i...j->...ij"],
        ]),
      ],
      code: (x, equation) => `dg.einsum(${equation}, ${x}, ${x})`,
    },
  ),
  concat: joining("concat", dg.concat, true),
  stack: joining("stack", dg.stack, false),
  take: row(
    "take",
    (x, indices: number[], axis: number) =>
      dg.take(x, dg.tensor(indices), { axis }),
    {
      fits: hasAxes,
      attrs: (shape, random) => {
        const axis = axisOf(shape, random);
        const count = 1 + random.below(4);
        return [
          Array.from({ length: count }, () => random.below(shape[axis])),
          axis,
        ];
      },
      code: (x, indices, axis) =>
        `dg.take(${x}, dg.tensor(${indices}), { axis: ${axis} })`,
    },
  ),
  matmul: {
    propose(shapes, random) {
      const a = find(shapes, random, (shape) => shape.length >= 2);
      if (a === undefined) return undefined;
      const depth = shapes[a].at(-1);
      const b = find(
        shapes,
        random,
        (shape) => shape.length === 2 && shape[0] === depth,
      );
      return b === undefined ? undefined : { args: [a, b], attrs: [] };
    },
    call: ([a, b]) => dg.matmul(a, b),
    print: ([a, b]) => `dg.matmul(${a}, ${b})`,
    isSmooth: true,
  },
  mapSum: row(
    "mapSum",
    (x, options: dg.ReduceOptions) => dg.mapSum(SQUARES, [x, 0.5], options),
    {
      fits: hasAxes,
      attrs: (
        shape,
        random,
      ) => [{ axis: [axisOf(shape, random)], keepdims: true }],
      code: (x, options) =>
        `dg.mapSum(f.square(f.sub(f.x, f.y)), [${x}, 0.5], ${options})`,
    },
  ),
};

const { formula: f } = dg;
const SQUARES = f.square(f.sub(f.x, f.y));

/** Folds of real sizes: along rows, across them, several at once, in parts that are no multiples of anything. */

import type { ReduceFn } from "../../../backends/backend.ts";
import { binary, constant, type Expr, input } from "../../../backends/expr.ts";
import { compile } from "../../../backends/reference/evaluate.ts";
import { walk } from "../../../backends/reference/walk.ts";
import {
  broadcast,
  contiguous,
  permute,
  type Shape,
  type View,
} from "../../../backends/view.ts";
import type { Element, Expected, Given, RealCase } from "./case.ts";
import { positionOf } from "./samples.ts";

const FOLDS: readonly (readonly [View, Shape])[] = [
  // Kept rows above 1,024 that are no multiple of it, with few and with many rows to fold.
  [contiguous([40, 1500], 3), [1, 1500]],
  [contiguous([67, 2051]), [1, 2051]],
  [contiguous([1000, 1100]), [1, 1100]],
  [contiguous([6, 1030, 3]), [6, 1, 3]],
  [contiguous([128, 2, 1030]), [1, 2, 1030]],
  // Along rows: long ones, and many of them.
  [contiguous([101, 2500], 1), [101, 1]],
  [contiguous([3, 300_001]), [3, 1]],
  [contiguous([20_011, 13]), [20_011, 1]],
  // Short rows, folded with each other: a bias's gradient.
  [contiguous([50_001, 5]), [1, 5]],
  [contiguous([64, 28, 28, 33]), [1, 1, 1, 33]],
  [contiguous([70, 31, 43, 19]), [70, 1, 1, 19]],
  [contiguous([70, 31, 43, 19]), [1, 31, 43, 1]],
  // Transposed, and repeated along an axis.
  [permute(contiguous([1031, 517], 2), [1, 0]), [517, 1]],
  [permute(contiguous([1031, 517]), [1, 0]), [1, 1031]],
  [broadcast(contiguous([1, 1300]), [70, 1300]), [1, 1300]],
  [contiguous([1_000_003]), [1]],
];

const square = binary("mul", input(0), input(0));
const product = binary("mul", input(0), input(1));
const MAPS: readonly (readonly Expr[])[] = [
  [input(0)],
  [binary("add", product, constant(0.25))],
  [input(0), square],
  [input(0), product, binary("maximum", input(1), constant(0))],
];

/** Each fold as a sum of each list of maps, and as a maximum. */
export function reduceCases(): RealCase[] {
  return FOLDS.flatMap(([view, to], i) =>
    MAPS.map((maps, j) => {
      const fn: ReduceFn = (i + j) % 4 === 3 ? "max" : "sum";
      return reduceCase(fn, maps, view, to);
    })
  );
}

function reduceCase(
  fn: ReduceFn,
  maps: readonly Expr[],
  view: View,
  to: Shape,
): RealCase {
  return {
    name:
      `${fn} of ${maps.length} maps of [${view.shape}], strides ${view.strides}, to [${to}]`,
    run: (stage) => {
      const dense = contiguous(view.shape, 1);
      const inputs = [stage.input(view), stage.input(dense)];
      const outs = maps.map(() => stage.output(to));
      stage.backend.reduce(fn, maps, inputs, outs);
      const count = view.shape.reduce((a, b) => a * b, 1);
      const terms = count / to.reduce((a, b) => a * b, 1);
      const at = foldsAt(fn, maps, inputs, to);
      return outs.map((out, i): Expected => ({
        out,
        at: (index) => at(index)[i],
        terms: fn === "sum" ? terms : 1,
        samples: Math.max(8, Math.min(300, 1e5 / terms)),
      }));
    },
  };
}

/** What all maps come to at an index, which each of them asks for. */
function foldsAt(
  fn: ReduceFn,
  maps: readonly Expr[],
  inputs: readonly Given[],
  to: Shape,
): (index: readonly number[]) => readonly Element[] {
  const evaluate = compile(maps), { shape } = inputs[0].view;
  const folded = shape.map((size, axis) => to[axis] === 1 ? size : 1);
  const known = new Map<string, readonly Element[]>();
  const x = new Float64Array(inputs.length);
  const [mapped, sizes] = [1, 2].map(() => new Float64Array(maps.length));
  const start = fn === "sum" ? 0 : -Infinity;
  const foldsFrom = (index: readonly number[]): readonly Element[] => {
    const views = inputs.map(({ view }) => ({
      ...view,
      shape: folded,
      offset: positionOf(view, index),
    }));
    const values = maps.map(() => start), magnitudes = maps.map(() => 0);
    walk(folded, views, (places) => {
      for (let i = 0; i < x.length; i++) x[i] = inputs[i].values[places[i]];
      evaluate(x, mapped);
      for (let i = 0; i < x.length; i++) x[i] = Math.abs(x[i]);
      evaluate(x, sizes);
      for (let k = 0; k < maps.length; k++) {
        if (fn === "sum") {
          values[k] += mapped[k];
          magnitudes[k] += sizes[k];
        } else {
          values[k] = Math.max(values[k], mapped[k]);
          magnitudes[k] = Math.max(magnitudes[k], sizes[k]);
        }
      }
    });
    return values.map((value, k): Element => [value, magnitudes[k]]);
  };
  return (index) => {
    const key = index.join();
    const elements = known.get(key) ?? foldsFrom(index);
    known.set(key, elements);
    return elements;
  };
}

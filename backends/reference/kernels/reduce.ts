/** `Backend.reduce` as its definition reads. */

import type { Operand, ReduceFn } from "../../backend.ts";
import type { Expr } from "../../expr.ts";
import { compile } from "../evaluate.ts";
import { dataOf } from "../host_buffer.ts";
import { repeatAxes, walk } from "../walk.ts";

const FOLDS = {
  sum: { start: 0, add: (a: number, b: number): number => a + b },
  max: { start: -Infinity, add: Math.max },
} as const;

/** The mapped inputs, folded where `out` has size 1. */
export function reduce(
  fn: ReduceFn,
  map: Expr,
  inputs: readonly Operand[],
  out: Operand,
): void {
  const { start, add } = FOLDS[fn];
  const folded = dataOf(out);
  walk(out.view.shape, [out.view], ([at]) => folded[at] = start);
  if (inputs.length === 0) return;
  const { shape } = inputs[0].view;
  const evaluate = compile([map]);
  const x = new Float64Array(inputs.length), y = new Float64Array(1);
  const from = inputs.map(dataOf);
  const views = inputs.map(({ view }) => view);
  walk(shape, [repeatAxes(out.view, shape), ...views], (at) => {
    from.forEach((data, k) => x[k] = data[at[k + 1]]);
    evaluate(x, y);
    folded[at[0]] = add(folded[at[0]], y[0]);
  });
}

/** `Backend.reduce` as its definition reads. */

import type { Operand, ReduceFn } from "../../backend.ts";
import type { Expr } from "../../expr.ts";
import { compile } from "../evaluate.ts";
import { dataOf } from "../host_buffer.ts";
import { repeatAxes, walk } from "../walk.ts";

const FUNCTIONS = {
  sum: { start: 0, add: (a: number, b: number): number => a + b },
  max: { start: -Infinity, add: Math.max },
} as const;

/** See `Backend.reduce`. */
export function reduce(
  fn: ReduceFn,
  maps: readonly Expr[],
  inputs: readonly Operand[],
  outs: readonly Operand[],
): void {
  const { start, add } = FUNCTIONS[fn];
  const to = outs.map(dataOf);
  for (const [j, { view }] of outs.entries()) {
    walk(view.shape, [view], ([at]) => to[j][at] = start);
  }
  if (inputs.length === 0) return;
  const { shape } = inputs[0].view;
  const evaluate = compile(maps);
  const x = new Float64Array(inputs.length);
  const y = new Float64Array(outs.length);
  const from = inputs.map(dataOf);
  const views = [
    ...inputs.map(({ view }) => view),
    ...outs.map(({ view }) => repeatAxes(view, shape)),
  ];
  walk(shape, views, (at) => {
    from.forEach((data, k) => x[k] = data[at[k]]);
    evaluate(x, y);
    to.forEach((data, j) => {
      const place = at[from.length + j];
      data[place] = add(data[place], y[j]);
    });
  });
}

/** `Backend.elementwise` as its definition reads. */

import type { Epilogue, Operand } from "../../backend.ts";
import type { Expr } from "../../expr.ts";
import { compile } from "../evaluate.ts";
import { dataOf } from "../host_buffer.ts";
import { walk } from "../walk.ts";

/** See `Backend.elementwise`. */
export function elementwise(
  exprs: readonly Expr[],
  inputs: readonly Operand[],
  outs: readonly Operand[],
): void {
  if (outs.length === 0) return;
  const evaluate = compile(exprs);
  const x = new Float64Array(inputs.length);
  const y = new Float64Array(outs.length);
  const from = inputs.map(dataOf), to = outs.map(dataOf);
  const views = [...inputs, ...outs].map(({ view }) => view);
  walk(outs[0].view.shape, views, (at) => {
    from.forEach((data, k) => x[k] = data[at[k]]);
    evaluate(x, y);
    to.forEach((data, k) => data[at[from.length + k]] = y[k]);
  });
}

/** Replaces the results in `out` by the values of the epilogue. */
export function applyEpilogue(out: Operand, epilogue?: Epilogue): void {
  if (!epilogue) return;
  elementwise([epilogue.expr], [out, ...epilogue.operands], [out]);
}

/** Folds over any axes: workgroups fold a stretch each, and what they leave is folded again. */

import type { Operand, ReduceFn } from "../../backend.ts";
import { constant, type Expr, input } from "../../expr.ts";
import { contiguous, sizeOf } from "../../view.ts";
import { prepare, type Prepared } from "../../prepare.ts";
import { axesOf, type Axis, joinAxes } from "../../axes.ts";
import { foldWorkgroups, type GpuRuntime } from "../runtime.ts";
import { runElementwise } from "./elementwise.ts";
import { foldCode, type FoldPlan } from "./reduce_code.ts";
import { Bindings, Params } from "./shader.ts";

/** Threads of a workgroup. */
const THREADS = 256;
/** Results side by side in a workgroup where neighbours in memory belong to different results. */
const COLUMNS = 32;
/** Terms up to which one thread does a fold alone. */
const SHORT = 16;
/** Workgroups that are enough to keep a device busy. */
const ENOUGH_GROUPS = 512;
/** Terms that each thread folds at least, if there are as many. */
const LEAST_TERMS = 8;

/** Folds `map(inputs...)` over the axes in which `out` has size 1. */
export function runReduce(
  runtime: GpuRuntime,
  fn: ReduceFn,
  map: Expr,
  inputs: readonly Operand[],
  out: Operand,
): void {
  const { shape } = inputs[0].view;
  if (sizeOf(out.view.shape) === 0) return;
  if (sizeOf(shape) === 0) {
    const nothing = constant(fn === "sum" ? 0 : -Infinity);
    return runElementwise(runtime, [nothing], [], [out]);
  }
  const prepared = prepare([map]);
  const used = prepared.inputs.map((index) => inputs[index]);
  const plan = planOf(fn, prepared, used, inputs[0], out);
  if (plan.chunks === 1) return record(runtime, plan, used, out);

  const { results, chunks } = plan;
  using buffer = runtime.scratch(chunks * results);
  const partial = { buffer, view: contiguous([chunks, results]) };
  record(runtime, plan, used, partial);
  const { offset } = out.view;
  const rest = { ...out, view: contiguous([1, results], offset) };
  runReduce(runtime, fn, input(0), [partial], rest);
}

function planOf(
  fn: ReduceFn,
  prepared: Prepared,
  used: readonly Operand[],
  like: Operand,
  out: Operand,
): FoldPlan {
  const { shape } = like.view;
  const strides = used.map(({ view }) => view.strides);
  const goes = shape.map((size, i) => size !== 1 && out.view.shape[i] === 1);
  const pick = (goesAway: boolean, rank: (axis: Axis) => number): Axis[] => {
    const of = <T>(values: readonly T[]): T[] =>
      values.filter((_, i) => goes[i] === goesAway);
    return joinAxes(axesOf(of(shape), strides.map((own) => of(own)), rank));
  };
  const kept = pick(false, () => 0);
  const folded = pick(true, ({ strides: own }) => Math.max(0, ...own));
  const results = sizeOf(out.view.shape), terms = sizeOf(shape) / results;
  const isAlong = folded.at(-1)?.strides.some((stride) => stride === 1);
  const columns = terms <= SHORT ? THREADS : isAlong ? 1 : COLUMNS;
  const rows = THREADS / columns;
  const groups = Math.ceil(results / columns);
  const most = Math.ceil(terms / (rows * LEAST_TERMS));
  const wanted = Math.min(most, Math.ceil(ENOUGH_GROUPS / groups), THREADS);
  const chunk = Math.ceil(terms / wanted / rows) * rows;
  const chunks = Math.ceil(terms / chunk);
  return {
    ...{ fn, prepared, kept, folded, results, terms, columns, rows },
    ...{ chunk, chunks },
  };
}

function record(
  runtime: GpuRuntime,
  plan: FoldPlan,
  used: readonly Operand[],
  out: Operand,
): void {
  const bindings = new Bindings(used, [out]);
  const workgroups = foldWorkgroups(
    Math.ceil(plan.results / plan.columns) * plan.chunks,
  );
  const offsets = [...used, out].map(({ view }) => view.offset);
  const params = new Params();
  offsets.forEach((offset) => params.word(offset));
  plan.prepared.parameters.forEach((value) => params.float(value));
  const { fn, kept, folded, results, terms, columns, chunk, prepared } = plan;
  const axes = [kept, folded].map((axes) =>
    axes.map(({ size, strides }) => `${size}:${strides}`).join(" ")
  );
  runtime.recorder.dispatch({
    label: `${fn} of ${terms} terms to [${out.view.shape.join(", ")}]`,
    key: [
      `fold ${fn} ${bindings.slots} ${results} ${terms} ${columns} ${chunk}`,
      ...axes,
      prepared.key,
    ].join("/"),
    code: () => foldCode(plan, bindings, offsets, workgroups[0]),
    bindings: bindings.list,
    workgroups,
    params: params.words,
  });
}

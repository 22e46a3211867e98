/** Reductions over any axes: each workgroup reduces a slice of the terms, and a second pass reduces their results. */

import type { Operand, ReduceFn } from "../../backend.ts";
import { constant, type Expr, input } from "../../expr.ts";
import {
  axesOf,
  type Axis,
  contiguous,
  joinAxes,
  type Shape,
  sizeOf,
} from "../../view.ts";
import { prepare, type Prepared } from "../../prepare.ts";
import { layoutOf, paramsFor, type Planned } from "../plans.ts";
import type { GpuRuntime } from "../runtime.ts";
import { chooseSlices } from "../tuning.ts";
import { runElementwise } from "./elementwise.ts";
import { reduceCode, type ReducePlan, type ReduceText } from "./reduce_code.ts";
import { Bindings, Params } from "./shader.ts";

/** Threads of a workgroup. */
const THREADS = 256;
/** Results side by side in a workgroup, at most, where neighbours in memory are terms of different results. */
const COLUMNS = 32;
/** Terms up to which one thread reduces alone. */
export const SHORT = 16;

/** The terms as they are: one object, so that it is prepared once. */
export const ITSELF: readonly Expr[] = [input(0)];

/** See `Backend.reduce`. */
export function runReduce(
  runtime: GpuRuntime,
  fn: ReduceFn,
  maps: readonly Expr[],
  inputs: readonly Operand[],
  outs: readonly Operand[],
): void {
  const { shape } = inputs[0].view, to = outs[0].view.shape;
  if (sizeOf(to) === 0) return;
  if (sizeOf(shape) === 0) {
    const nothing = constant(fn === "sum" ? 0 : -Infinity);
    return runElementwise(runtime, outs.map(() => nothing), [], outs);
  }
  const prepared = prepare(maps);
  const used = prepared.inputs.map((index) => inputs[index]);
  if (new Bindings(used, outs).list.length > runtime.mostBuffers) {
    if (maps.length > 1) {
      return maps.forEach((map, j) =>
        runReduce(runtime, fn, [map], inputs, [outs[j]])
      );
    }
    using buffer = runtime.scratch(sizeOf(shape));
    const view = contiguous(shape), mapped = { buffer, view };
    runElementwise(runtime, maps, inputs, [mapped]);
    return runReduce(runtime, fn, ITSELF, [mapped], outs);
  }
  const layout = `${fn}|${shape}|${to}|${used.map(layoutOf)}`;
  const plan = runtime.plans.find(
    prepared,
    layout,
    () => planOf(runtime, { fn, prepared, used, from: shape, to }),
  );
  if (plan.slices === 1) return record(runtime, plan, used, outs);

  const { results, slices } = plan;
  const size = slices * results;
  using buffer = runtime.scratch(outs.length * size);
  const partial = outs.map((_, j) => ({
    buffer,
    view: contiguous([slices, results], j * size),
  }));
  record(runtime, plan, used, partial);
  const rest = outs.map(({ buffer, view: { offset } }) => ({
    buffer,
    view: contiguous([1, results], offset),
  }));
  runReduce(runtime, fn, plan.rest, partial, rest);
}

/** A reduction to be planned. */
interface Reduction {
  readonly fn: ReduceFn;
  readonly prepared: Prepared;
  readonly used: readonly Operand[];
  /** The shapes of the terms and of the results. */
  readonly from: Shape;
  readonly to: Shape;
}

function planOf(
  { tuning }: GpuRuntime,
  { fn, prepared, used, from: shape, to }: Reduction,
): ReducePlan {
  const strides = used.map(({ view }) => view.strides);
  const goes = shape.map((size, i) => size !== 1 && to[i] === 1);
  const pick = (goesAway: boolean): Axis[] => {
    const of = <T>(values: readonly T[]): T[] =>
      values.filter((_, i) => goes[i] === goesAway);
    return joinAxes(axesOf(of(shape), strides.map((own) => of(own)), () => 0));
  };
  const kept = pick(false), folded = pick(true);
  const results = sizeOf(to), terms = sizeOf(shape) / results;
  // The order of the terms follows from shapes alone, so that a reduction gives the same bits whatever it is fused with.
  const isAlong = goes[shape.findLastIndex((size) => size !== 1)];
  const columns = terms <= SHORT
    ? THREADS
    : isAlong
    ? 1
    : Math.min(COLUMNS, 2 ** Math.ceil(Math.log2(results)));
  const rows = THREADS / columns;
  const groups = Math.ceil(results / columns);
  const least = rows * tuning.leastTerms[1];
  // What a workgroup adds in a few rounds is not worth a second kernel; so a second one is the last.
  const wanted = terms <= THREADS
    ? 1
    : Math.min(chooseSlices(tuning, terms, least, groups), THREADS);
  const slice = Math.ceil(terms / wanted / rows) * rows;
  const slices = Math.ceil(terms / slice);
  return {
    ...{ fn, prepared, kept, folded, results, terms, columns, rows },
    ...{ slice, slices, rest: prepared.results.map((_, j) => input(j)) },
  };
}

function record(
  runtime: GpuRuntime,
  plan: ReducePlan,
  used: readonly Operand[],
  outs: readonly Operand[],
): void {
  const bindings = new Bindings(used, outs);
  const planned = runtime.plans.find(
    plan,
    bindings.key,
    () => kernelOf(runtime, plan, bindings),
  );
  runtime.recorder.dispatch({
    ...planned,
    bindings: bindings.list,
    params: paramsFor(planned, [...used, ...outs]),
  });
}

function kernelOf(
  runtime: GpuRuntime,
  plan: ReducePlan,
  bindings: Bindings,
): Planned {
  const { fn, kept, folded, results, terms, columns, prepared } = plan;
  const groups = Math.ceil(results / columns) * plan.slices;
  const params = new Params(results * terms < runtime.tuning.ownElements);
  const text: ReduceText = {
    offsets: bindings.slots.map(() => params.word(0)),
    numbers: params.numbers(prepared),
    kept: params.axes(kept),
    folded: params.axes(folded),
    results: params.size(results),
    terms: params.size(terms),
    slices: params.size(plan.slices),
    slice: params.size(plan.slice),
  };
  return {
    label: `${fn} of ${terms} terms to ${results} results`,
    key:
      `reduce ${fn} ${bindings.key} ${columns} ${kept.length} ${folded.length}|${params.literals} ${prepared.key}`,
    code: () => reduceCode(plan, text, bindings, params),
    workgroups: runtime.grid(groups),
    words: params.words,
    units: bindings.slots.map(() => 1),
  };
}

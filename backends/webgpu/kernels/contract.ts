/** Sums of products over any axes of two operands, in tiles. */

import type { Operand } from "../../backend.ts";
import { input } from "../../expr.ts";
import { contiguous } from "../../view.ts";
import { type Axis, joinAxes } from "../../wasm/rows/axes.ts";
import { foldWorkgroups, type GpuRuntime } from "../runtime.ts";
import {
  contractCode,
  type ContractPlan,
  countOf,
  tileOf,
} from "./contract_code.ts";
import { runReduce } from "./reduce.ts";
import { Bindings } from "./shader.ts";

/** Workgroups that are enough to keep a device busy. */
const ENOUGH_GROUPS = 256;
/** Terms below which cutting them costs more than it brings. */
const LEAST_CHUNK = 256;

/** What is multiplied with what; in all axes operand 0 is the left factor, 1 the right one. */
export type Contraction = Pick<
  ContractPlan,
  "batch" | "rows" | "columns" | "folded"
>;

/** `out[batch, rows, columns] = sum of left[batch, rows, folded] * right[batch, columns, folded]`, row-major. */
export function runContract(
  runtime: GpuRuntime,
  [left, right]: readonly [Operand, Operand],
  out: Operand,
  axes: Contraction,
): void {
  const plan = planOf(axes);
  if (plan.chunks === 1) return record(runtime, plan, [left, right, out]);
  const size = countOf([...plan.batch, ...plan.rows, ...plan.columns]);
  using buffer = runtime.scratch(plan.chunks * size);
  const partial = { buffer, view: contiguous([plan.chunks, size]) };
  record(runtime, plan, [left, right, partial]);
  const view = contiguous([1, size], out.view.offset);
  runReduce(runtime, "sum", input(0), [partial], { ...out, view });
}

function planOf(axes: Contraction): ContractPlan {
  const [batch, rows, columns, folded] = [
    ...[axes.batch, axes.rows, axes.columns, axes.folded],
  ].map((some) => joinAxes(some.filter(({ size }) => size !== 1)));
  const [m, n, terms] = [rows, columns, folded].map(countOf);
  const across = n <= 8 ? 4 : 16;
  const block = [
    m <= 16 ? 1 : 4,
    Math.min(4, Math.ceil(n / across)),
  ] as const;
  const [tileRows, tileColumns] = tileOf({ across, block });
  const groups = countOf(batch) * Math.ceil(m / tileRows) *
    Math.ceil(n / tileColumns);
  const wanted = Math.max(
    1,
    Math.min(
      Math.floor(terms / LEAST_CHUNK),
      Math.ceil(ENOUGH_GROUPS / groups),
    ),
  );
  const chunk = Math.ceil(terms / wanted);
  const chunks = Math.ceil(terms / chunk);
  return { batch, rows, columns, folded, across, block, chunk, chunks };
}

function record(
  runtime: GpuRuntime,
  plan: ContractPlan,
  [left, right, out]: readonly [Operand, Operand, Operand],
): void {
  const bindings = new Bindings([left, right], [out]);
  const { batch, rows, columns, folded } = plan;
  const [tileRows, tileColumns] = tileOf(plan);
  const [m, n] = [countOf(rows), countOf(columns)];
  const workgroups = foldWorkgroups(
    countOf(batch) * plan.chunks * Math.ceil(m / tileRows) *
      Math.ceil(n / tileColumns),
  );
  const text = (axes: readonly Axis[]): string =>
    axes.map(({ size, strides }) => `${size}:${strides}`).join(" ");
  const terms = countOf(folded);
  runtime.recorder.dispatch({
    label: `contract ${countOf(batch)} x [${m}, ${terms}] [${terms}, ${n}]`,
    key: [
      `contract ${bindings.slots} ${plan.chunk} ${plan.block}`,
      ...[batch, rows, columns, folded].map(text),
    ].join("/"),
    code: () => contractCode(plan, bindings, workgroups[0]),
    bindings: bindings.list,
    workgroups,
    params: [left, right, out].map(({ view }) => view.offset),
  });
}

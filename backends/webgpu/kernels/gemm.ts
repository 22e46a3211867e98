/** Records a product: chooses tiles, cuts long sums, and works on the results before they are stored. */

import type { Epilogue, Operand } from "../../backend.ts";
import { input } from "../../expr.ts";
import { contiguous } from "../../view.ts";
import { prepare } from "../../prepare.ts";
import { axesOf, joinAxes } from "../../axes.ts";
import { foldWorkgroups, type GpuRuntime } from "../runtime.ts";
import { runElementwise } from "./elementwise.ts";
import {
  type Ending,
  gemmCode,
  type GemmPlan,
  tileFor,
  tileSize,
} from "./gemm_code.ts";
import { runReduce } from "./reduce.ts";
import { Bindings, Params } from "./shader.ts";

/** Workgroups that are enough to keep a device busy. */
const ENOUGH_GROUPS = 256;
/** Terms below which cutting them costs more than it brings. */
const LEAST_CHUNK = 256;

/** A product of which it has not been decided how its terms are cut. */
export type Gemm = Omit<GemmPlan, "chunks" | "chunk" | "size">;

/** Computes the product of two factors, whose text `plan` is, into a dense operand. */
export function runGemm(
  runtime: GpuRuntime,
  label: string,
  gemm: Gemm,
  factors: readonly [Operand, Operand],
  out: Operand,
  epilogue?: Epilogue,
): void {
  const { m, n, k, batch } = gemm.sizes;
  const size = out.view.shape.reduce((a, b) => a * b, 1);
  if (size === 0) return;
  const [rows, columns] = tileSize(tileFor(m, n));
  const groups = batch * Math.ceil(m / rows) * Math.ceil(n / columns);
  const most = Math.min(
    Math.floor(k / LEAST_CHUNK),
    Math.ceil(ENOUGH_GROUPS / groups),
  );
  const chunk = Math.max(1, Math.ceil(k / Math.max(1, gemm.own ? 1 : most)));
  const chunks = Math.max(1, Math.ceil(k / chunk));
  const plan = { ...gemm, size, chunk, chunks };
  if (chunks === 1) {
    return record(runtime, label, plan, factors, out, epilogue);
  }
  using buffer = runtime.scratch(chunks * size);
  const partial = { buffer, view: contiguous([chunks, size]) };
  record(runtime, label, plan, factors, partial);
  using sums = epilogue && runtime.scratch(size);
  const raw = sums ? { buffer: sums, view: contiguous(out.view.shape) } : out;
  const flat = { ...raw, view: contiguous([1, size], raw.view.offset) };
  runReduce(runtime, "sum", input(0), [partial], flat);
  if (epilogue) {
    const { expr, operands } = epilogue;
    runElementwise(runtime, [expr], [raw, ...operands], [out]);
  }
}

function record(
  runtime: GpuRuntime,
  label: string,
  plan: GemmPlan,
  [left, right]: readonly [Operand, Operand],
  out: Operand,
  epilogue?: Epilogue,
): void {
  const prepared = epilogue && prepare([epilogue.expr]);
  const others =
    prepared?.inputs.flatMap((index) =>
      index === 0 ? [] : epilogue!.operands[index - 1]
    ) ?? [];
  const ending: Ending | undefined = prepared && {
    prepared,
    axes: joinAxes(axesOf(
      out.view.shape,
      others.map(({ view }) => view.strides),
      () => 0,
    )),
  };
  const bindings = new Bindings([left, right, ...others], [out]);
  const { m, n, batch } = plan.sizes;
  const tile = tileFor(m, n);
  const [rows, columns] = tileSize(tile);
  const workgroups = foldWorkgroups(
    batch * plan.chunks * Math.ceil(m / rows) * Math.ceil(n / columns),
  );
  const params = new Params();
  for (const { view } of [left, right, ...others, out]) {
    params.word(view.offset);
  }
  prepared?.parameters.forEach((value) => params.float(value));
  const axes = ending?.axes.map(({ size, strides }) => `${size}:${strides}`);
  runtime.recorder.dispatch({
    label,
    key: `gemm ${bindings.slots} ${
      JSON.stringify(plan)
    } ${axes} ${prepared?.key}`,
    code: () => gemmCode(plan, tile, bindings, ending, workgroups[0]),
    bindings: bindings.list,
    workgroups,
    params: params.words,
  });
}

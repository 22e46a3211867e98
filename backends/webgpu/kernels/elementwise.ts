/** Expressions evaluated for every element, in one dispatch. */

import type { Operand } from "../../backend.ts";
import type { Expr } from "../../expr.ts";
import { sizeOf } from "../../view.ts";
import { prepare, type Prepared } from "../../prepare.ts";
import { axesOf, type Axis, joinAxes } from "../../axes.ts";
import { bufferOf, foldWorkgroups, type GpuRuntime } from "../runtime.ts";
import {
  Bindings,
  evaluateFunction,
  indexOf,
  Params,
  splitIndex,
} from "./shader.ts";

/** Elements that a thread has where it can load and store whole vectors. */
const LANES = 4;

/** A kernel's shape: what its text follows from. */
interface Plan {
  readonly prepared: Prepared;
  readonly bindings: Bindings;
  /** The axes of all operands; the last one counts vectors if `width` is 4. */
  readonly axes: readonly Axis[];
  /** Elements per thread. */
  readonly width: number;
  /** For each operand, whether it is stepped through in vectors. */
  readonly isVector: readonly boolean[];
  /** What each operand's offset is, in elements or vectors. */
  readonly offsets: readonly number[];
  readonly threads: number;
  readonly groupSize: number;
}

/** `outs[j][i] = exprs[j](inputs[0][i], inputs[1][i], ...)`. */
export function runElementwise(
  runtime: GpuRuntime,
  exprs: readonly Expr[],
  inputs: readonly Operand[],
  outs: readonly Operand[],
): void {
  const { shape } = outs[0].view;
  if (sizeOf(shape) === 0) return;
  const plan = planOf(exprs, inputs, outs);
  const { bindings, groupSize } = plan;
  const workgroups = foldWorkgroups(Math.ceil(plan.threads / groupSize));
  const params = new Params();
  const body = plan.offsets.map((offset) =>
    offset === 0 ? "" : `${params.word(offset)} + `
  );
  plan.prepared.parameters.forEach((value) => params.float(value));
  const axes = plan.axes.map(({ size, strides }) => `${size}:${strides}`);
  runtime.recorder.dispatch({
    label: `elementwise [${shape.join(", ")}]`,
    key: [
      `elementwise ${plan.width} ${groupSize} ${bindings.slots} ${plan.isVector}`,
      body.join("|"),
      axes.join(" "),
      plan.prepared.key,
    ].join("/"),
    code: () => codeOf(plan, workgroups[0]),
    bindings: bindings.list,
    workgroups,
    params: params.words,
  });
}

function planOf(
  exprs: readonly Expr[],
  inputs: readonly Operand[],
  outs: readonly Operand[],
): Plan {
  const prepared = prepare(exprs);
  const used = prepared.inputs.map((index) => inputs[index]);
  const operands = [...used, ...outs];
  const bindings = new Bindings(used, outs);
  const strides = operands.map(({ view }) => view.strides);
  const first = used.length;
  const joined = joinAxes(
    axesOf(outs[0].view.shape, strides, ({ strides }) => strides[first]),
  );
  const isVector = vectorsOf(joined, operands, bindings, first);
  const width = isVector ? LANES : 1;
  const axes = isVector ? inVectors(joined, isVector) : joined;
  const threads = axes.reduce((count, { size }) => count * size, 1);
  return {
    prepared,
    bindings,
    axes,
    width,
    isVector: isVector ?? operands.map(() => false),
    offsets: operands.map(({ view }, i) =>
      isVector?.[i] ? view.offset / LANES : view.offset
    ),
    threads,
    groupSize: threads > 16384 ? 256 : 64,
  };
}

/** For each operand whether it goes by vectors, or undefined if one of them does not let the others. */
function vectorsOf(
  axes: readonly Axis[],
  operands: readonly Operand[],
  { slots }: Bindings,
  outsFrom: number,
): boolean[] | undefined {
  const last = axes.at(-1);
  if (!last) return undefined;
  // Blocks have room behind a buffer, so that the last vector may reach over the end of one that is filled.
  const isWhole = axes.length === 1 &&
    operands.slice(outsFrom).every(({ buffer }) =>
      buffer.byteLength === 4 * last.size
    );
  if (last.size % LANES !== 0 && !isWhole) return undefined;
  const isVector = operands.map((_, i) => last.strides[i] !== 0);
  const fits = operands.every(({ view }, i) => {
    if (!isVector[i]) return i < outsFrom;
    if (bufferOf(operands[i]).byteLength < 4 * LANES && !isWhole) return false;
    return last.strides[i] === 1 && view.offset % LANES === 0 &&
      axes.slice(0, -1).every(({ strides }) => strides[i] % LANES === 0);
  });
  const agrees = slots.every((slot, i) =>
    isVector[i] === isVector[slots.indexOf(slot)]
  );
  return fits && agrees ? isVector : undefined;
}

function inVectors(
  axes: readonly Axis[],
  isVector: readonly boolean[],
): Axis[] {
  return axes.map(({ size, strides }, i) => ({
    size: i === axes.length - 1 ? Math.ceil(size / LANES) : size,
    strides: strides.map((stride, operand) => {
      if (!isVector[operand]) return stride;
      return i === axes.length - 1 ? 1 : stride / LANES;
    }),
  }));
}

function codeOf(plan: Plan, columns: number): string {
  const { prepared, bindings, axes, width, isVector, threads } = plan;
  const params = new Params();
  const places = plan.offsets.map((offset, operand) => {
    const place = indexOf("i", axes, operand);
    return offset === 0 ? place : `${params.word(offset)} + ${place}`;
  });
  const evaluate = evaluateFunction(prepared, params);
  const { slots } = bindings;
  const count = prepared.inputs.length;
  const loads = prepared.inputs.map((_, i) =>
    `  let a${i} = b${slots[i]}[${places[i]}];\n`
  ).join("");
  const lanes = width === 1 ? [""] : [".x", ".y", ".z", ".w"];
  const calls = lanes.map((lane, j) => {
    const args = prepared.inputs.map((_, i) =>
      `a${i}${isVector[i] ? lane : ""}`
    );
    return `  let e${j} = evaluate(${args.join(", ")});\n`;
  }).join("");
  const stores = prepared.results.map((_, r) => {
    const values = lanes.map((_, j) => `e${j}.r${r}`).join(", ");
    const value = width === 1 ? values : `vec4f(${values})`;
    return `  b${slots[count + r]}[${places[count + r]}] = ${value};\n`;
  }).join("");
  const typeOf = (slot: number): string =>
    isVector[slots.indexOf(slot)] ? "vec4f" : "f32";
  return `${bindings.declare(typeOf)}${params.declare()}${evaluate}
@compute @workgroup_size(${plan.groupSize})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) lane: u32) {
  let i = (id.y * ${columns}u + id.x) * ${plan.groupSize}u + lane;
  if (i >= ${threads}u) { return; }
${splitIndex("i", "i", axes)}${loads}${calls}${stores}}
`;
}

/** Elementwise kernels: expressions evaluated for every element in one dispatch. */

import type { Operand } from "../../backend.ts";
import type { Expr } from "../../expr.ts";
import { axesOf, type Axis, joinAxes, sizeOf } from "../../view.ts";
import { prepare, type Prepared } from "../../prepare.ts";
import { bufferOf, type GpuRuntime } from "../runtime.ts";
import { layoutOf, paramsFor, type Planned } from "../plans.ts";
import { runTogether } from "./together.ts";
import {
  type AxisText,
  Bindings,
  entryPoint,
  evaluateFunction,
  indexOf,
  type Numbers,
  Params,
  splitIndex,
} from "./shader.ts";

/** Elements of a thread that loads and stores whole vectors. */
const LANES = 4;
/** Threads from which on workgroups are large. */
const MANY = 16384;

/** How a kernel goes through its operands. */
interface Loop {
  /** The axes of all operands; the last one counts vectors if `isVector` is there. */
  readonly axes: readonly Axis[];
  /** For each operand, whether it is stepped through in vectors; undefined if none is. */
  readonly isVector?: readonly boolean[];
  /** For each operand, the elements of what it is stepped through in. */
  readonly units: readonly number[];
}

/** What the text of a kernel is made of. */
interface Text {
  readonly prepared: Prepared;
  readonly bindings: Bindings;
  readonly isVector?: readonly boolean[];
  readonly params: Params;
  readonly offsets: readonly string[];
  readonly axes: readonly AxisText[];
  readonly numbers: Numbers;
  readonly threads: string;
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
  const prepared = prepare(exprs);
  const used = prepared.inputs.map((index) => inputs[index]);
  const bindings = new Bindings(used, outs);
  if (bindings.list.length > runtime.mostBuffers) {
    return runTogether(runElementwise, runtime, exprs, inputs, outs);
  }
  const operands = [...used, ...outs];
  const layout = `${bindings.key}|${shape}|${operands.map(layoutOf)}`;
  const planned = runtime.plans.find(
    prepared,
    layout,
    () => plan(runtime, prepared, bindings, operands),
  );
  runtime.recorder.dispatch({
    ...planned,
    bindings: bindings.list,
    params: paramsFor(planned, operands),
  });
}

function plan(
  runtime: GpuRuntime,
  prepared: Prepared,
  bindings: Bindings,
  operands: readonly Operand[],
): Planned {
  const first = prepared.inputs.length;
  const { axes, isVector, units } = layOut(operands, bindings, first);
  const threads = axes.reduce((count, { size }) => count * size, 1);
  const groupSize = threads > MANY ? 256 : 64;
  const params = new Params(threads < runtime.tuning.ownElements);
  const text: Text = {
    ...{ prepared, bindings, isVector, params, groupSize },
    offsets: units.map(() => params.word(0)),
    numbers: params.numbers(prepared),
    axes: params.axes(axes),
    threads: params.size(threads),
  };
  return {
    label: `elementwise [${operands[first].view.shape.join(", ")}]`,
    key:
      `elementwise ${groupSize} ${bindings.key} ${isVector} ${axes.length}|${params.literals} ${prepared.key}`,
    code: () => codeOf(text),
    workgroups: runtime.grid(Math.ceil(threads / groupSize)),
    words: params.words,
    units,
  };
}

function layOut(
  operands: readonly Operand[],
  bindings: Bindings,
  first: number,
): Loop {
  const strides = operands.map(({ view }) => view.strides);
  const joined = joinAxes(
    axesOf(
      operands[first].view.shape,
      strides,
      ({ strides }) => strides[first],
    ),
  );
  const isVector = vectorsOf(joined, operands, bindings, first);
  return {
    axes: isVector ? inVectors(joined, isVector) : joined,
    isVector,
    units: operands.map((_, i) => isVector?.[i] ? LANES : 1),
  };
}

/** For each operand, whether it is loaded in vectors; undefined if one operand rules them out for all. */
function vectorsOf(
  axes: readonly Axis[],
  operands: readonly Operand[],
  { slots }: Bindings,
  outsFrom: number,
): boolean[] | undefined {
  const last = axes.at(-1);
  if (!last) return undefined;
  // A block is longer than its buffer, so the last vector may reach past the end of a buffer that is filled.
  const isWhole = axes.length === 1 &&
    operands.slice(outsFrom).every((out) => bufferOf(out).length === last.size);
  if (last.size % LANES !== 0 && !isWhole) return undefined;
  const isVector = operands.map((_, i) => last.strides[i] !== 0);
  const fits = operands.every(({ view }, i) => {
    if (!isVector[i]) return i < outsFrom;
    if (bufferOf(operands[i]).length < LANES && !isWhole) return false;
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

/**
 * A number that all lanes share, as lane `j` gets it, so that a compiler cannot see that they are equal: Mesa's merged
 * equal calls, and in some cases gave the last lane a value that it had never computed.
 */
function sameAs(name: string, j: number, nothing: string): string {
  const bits = `bitcast<u32>(${name})`;
  const same = [
    bits,
    `${bits} + ${nothing}`,
    `${bits} - ${nothing}`,
    `max(${bits}, ${nothing})`,
  ];
  return j === 0 ? name : `bitcast<f32>(${same[j]})`;
}

function codeOf(text: Text): string {
  const { prepared, bindings, axes, isVector, params, groupSize } = text;
  const { slots } = bindings;
  const places = text.offsets.map((offset, operand) =>
    `${offset} + ${indexOf("i", axes, operand)}`
  );
  const loads = prepared.inputs.map((_, i) => {
    const type = isVector?.[i] ? "vec4f" : "f32";
    return `  let a${i} = ${bindings.load(i, places[i], type)};\n`;
  }).join("");
  const lanes = isVector ? [".x", ".y", ".z", ".w"] : [""];
  const calls = lanes.map((lane, j) => {
    const args = prepared.inputs.map((_, i) =>
      isVector?.[i] ? `a${i}${lane}` : sameAs(`a${i}`, j, text.numbers.nothing)
    );
    return `  let e${j} = evaluate(${args.join(", ")});\n`;
  }).join("");
  const stores = prepared.results.map((_, r) => {
    const out = prepared.inputs.length + r;
    const values = lanes.map((_, j) => `e${j}.r${r}`);
    return `  ${bindings.store(out, places[out], values)}\n`;
  }).join("");
  const typeOf = (slot: number) =>
    isVector?.[slots.indexOf(slot)] ? "vec4f" : "f32";
  return `${bindings.declare(typeOf)}${params.declare()}${
    evaluateFunction(prepared, text.numbers, bindings.functions)
  }
${
    entryPoint(
      groupSize,
      `  let i = group * ${groupSize}u + lane;
  if (i >= ${text.threads}) { return; }
${splitIndex("i", "i", axes)}${loads}${calls}${stores}`,
    )
  }`;
}

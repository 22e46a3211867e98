/** Expressions of every element of strided operands, compiled to SIMD code. */

import { Held } from "../../held.ts";
import { axesOf, joinAxes, sizeOf } from "../../../view.ts";
import type { Args, Operand } from "../../../backend.ts";
import { prepare, type Prepared } from "../../../prepare.ts";
import type { ModuleBuilder } from "../../assembler/mod.ts";
import { workOfSteps } from "../../expression/compile.ts";
import { defineMap } from "../../expression/span.ts";
import { type Loop, rowsOf } from "../../rows/loop.ts";
import { advance, odometerTable } from "../../rows/odometer.ts";
import { type Kind, kindOf, writeVector } from "../../rows/operands.ts";
import { repeatRows } from "../../rows/repeats.ts";
import { callSpan, callSpanOnTail } from "../../rows/span.ts";
import { splitLoop } from "../../rows/split.ts";
import { TABLE, TableLayout } from "../../rows/table.ts";
import type { Call, Job, WasmRuntime } from "../../runtime.ts";
import { FLOAT_BYTES, LANES } from "../../sizes.ts";
import { abreastCall, type LoopAbreast, setAbreast } from "./abreast.ts";
import { isTransposed, transposeCall } from "./transpose.ts";

/** What a module is compiled for. */
interface Variant {
  readonly prepared: Prepared;
  /** How the inputs and then the outputs step along a row. */
  readonly kinds: readonly Kind[];
}

/** Roughly the bytes that a thread moves in a microsecond. */
const BYTES_PER_MICROSECOND = 20_000;
/** Microseconds of a job, unless there would be too many. */
const JOB_MICROSECONDS = 100, MOST_JOBS = 48;

/** Loops that one module runs each, ready to be called from anywhere. */
export interface ElementwisePlan {
  /** What is computed. */
  readonly prepared: Prepared;
  /** The loops; operands are the inputs that are used, and the outputs. */
  readonly loops: readonly LoopAbreast[];
  /** Whether the only loop is a copy of a transposed matrix. */
  readonly isTranspose: boolean;
}

/** `outs[j][i] = exprs[j](inputs[0][i], ...)` for every index; an output may be an input with the same view. */
export function runElementwise(
  runtime: WasmRuntime,
  ...args: Args<"elementwise">
): void {
  using space = new Held();
  const plan = planElementwise(runtime, args, space);
  const work = workOf(plan);
  const count = Math.min(MOST_JOBS, work / JOB_MICROSECONDS);
  const jobs = plan.loops.flatMap((loop) =>
    splitLoop(loop, count).map((part): Job => [
      loopCall(runtime, plan, { ...loop, ...part }, space),
    ])
  );
  runtime.parallel(jobs, { work });
}

/** The calls that do the same for one thread, and roughly the microseconds that they take. */
export function elementwiseCalls(
  runtime: WasmRuntime,
  args: Args<"elementwise">,
  space: Held,
  mayRepeat: (input: Operand) => boolean,
): { calls: Call[]; work: number } {
  const plan = planElementwise(runtime, args, space, mayRepeat);
  const calls = plan.loops.map((loop) => loopCall(runtime, plan, loop, space));
  return { calls, work: workOf(plan) };
}

/** Plans the same; scratch space is added to `space`. Inputs of which `mayRepeat` is false keep their addresses. */
export function planElementwise(
  runtime: WasmRuntime,
  [exprs, inputs, outs]: Args<"elementwise">,
  space: Held,
  mayRepeat: (input: Operand) => boolean = () => true,
): ElementwisePlan {
  const prepared = prepare(exprs);
  if (outs.length === 0 || sizeOf(outs[0].view.shape) === 0) {
    return { prepared, loops: [], isTranspose: false };
  }
  const operands = [...prepared.inputs.map((i) => inputs[i]), ...outs];
  const firstOut = prepared.inputs.length;
  const axes = axesOf(
    outs[0].view.shape,
    operands.map(({ view }) => view.strides),
    (axis) => axis.strides[firstOut],
  );
  const loop = {
    addresses: operands.map((operand) => runtime.address(operand)),
    axes: axes.length > 0 ? joinAxes(axes) : [single(operands.length)],
  };
  const isCopy = prepared.steps.length === 1 && firstOut === 1 &&
    outs.length === 1;
  if (isCopy && isTransposed(loop)) {
    return { prepared, loops: [loop], isTranspose: true };
  }
  const repeats = (k: number): boolean =>
    k < firstOut && mayRepeat(operands[k]);
  const wide = setAbreast(loop, firstOut, repeats);
  if (wide) return { prepared, loops: wide, isTranspose: false };
  const { loops, scratch } = repeatRows(runtime, loop, repeats);
  if (scratch) space.use(scratch);
  return {
    prepared,
    loops: loops.map(({ addresses, axes }) => ({
      addresses,
      axes: joinAxes(axes),
    })),
    isTranspose: false,
  };
}

/** The axis of a single element. */
function single(operands: number): Loop["axes"][number] {
  return { size: 1, strides: Array(operands).fill(1) };
}

/** Roughly the microseconds that a plan takes on one thread. */
function workOf({ prepared, loops }: ElementwisePlan): number {
  const perElement = workOfSteps(prepared);
  return loops.reduce((sum, { axes, abreast = 1 }) => {
    const elements = axes.reduce((all, { size }) => all * size, abreast);
    const moved = axes[axes.length - 1].strides.filter((x) => x !== 0).length;
    const moving = moved * FLOAT_BYTES / BYTES_PER_MICROSECOND;
    return sum + elements * (moving + perElement);
  }, 0);
}

/** The call that runs a loop, or a part of one, of a plan; its table is added to `space`. */
export function loopCall(
  runtime: WasmRuntime,
  { prepared, isTranspose }: ElementwisePlan,
  loop: LoopAbreast,
  space: Held,
): Call {
  if (isTranspose) return transposeCall(runtime, loop, space);
  if (loop.abreast) return abreastCall(runtime, prepared, loop, space);
  const { addresses, axes } = loop;
  const row = axes[axes.length - 1];
  const kinds = row.strides.map(kindOf);
  const variant = { prepared, kinds };
  const { elementwise } = runtime.kernels(
    `elementwise ${kinds} ${prepared.key}`,
    (module) => define(module, variant, runtime.hasRelaxedMadd),
  );
  const content = {
    numbers: {
      rows: rowsOf(axes),
      vectors: Math.floor(row.size / LANES),
      tail: row.size % LANES,
    },
    parameters: prepared.parameters,
    addresses,
    strides: row.strides,
    axes: odometerTable(axes.slice(0, -1), kinds.length),
  };
  return layoutOf(variant).bind(runtime, elementwise, content, space);
}

function layoutOf(
  { prepared, kinds }: Variant,
): TableLayout<"rows" | "vectors" | "tail"> {
  return new TableLayout({
    numbers: ["rows", "vectors", "tail"],
    vectors: kinds.length,
    parameters: prepared.parameters.length,
    operands: kinds.length,
  });
}

function define(
  module: ModuleBuilder,
  variant: Variant,
  hasRelaxedMadd: boolean,
) {
  const { prepared, kinds } = variant;
  const inputs = prepared.inputs.length;
  const span = defineMap(
    module,
    { prepared, kinds, hasRelaxedMadd },
    ({ f, places }, each) =>
      each((results, ahead) =>
        results.forEach((result, j) =>
          writeVector(f, places[inputs + j], result, ahead)
        )
      ),
  );

  const elementwise = module.define({ params: TABLE }, (f, { table }) => {
    const { numbers, vectors: slots, axes, ...operands } = layoutOf(variant)
      .read(f, table);
    const { rows, vectors, tail } = numbers;
    const row = { kinds, ...operands };
    f.loop((again) => {
      f.if(vectors, () => {
        callSpan(f, span, row, { vectors, extra: slots });
      });
      f.if(tail, () => {
        callSpanOnTail(f, span, row, {
          inputs,
          vectors,
          tail,
          slots,
          extra: slots,
        });
      });
      advance(f, axes, row.pointers);
      f.increase(rows, -1);
      f.branchIf(again, rows);
    });
  });
  return { elementwise };
}

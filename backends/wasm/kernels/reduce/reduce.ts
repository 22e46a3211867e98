/** Reductions of expressions over any axes. */

import { WasmBuffer } from "../../buffer.ts";
import { Held } from "../../held.ts";
import {
  type Axis,
  contiguous,
  continuesAt,
  joinAxes,
  type Shape,
  sizeOf,
} from "../../../view.ts";
import type { Args, ReduceFn } from "../../../backend.ts";
import { type Expr, input } from "../../../expr.ts";
import { prepare, type Prepared } from "../../../prepare.ts";
import { mapsOfOne } from "../../../single_fold.ts";
import { workOfSteps } from "../../expression/compile.ts";
import type { Loop } from "../../rows/loop.ts";
import { kindOf } from "../../rows/operands.ts";
import { cutLoop, splitReduction } from "../../rows/split.ts";
import type { Call, Job, WasmRuntime } from "../../runtime.ts";
import { FLOAT_BYTES } from "../../sizes.ts";
import { runElementwise } from "../elementwise/elementwise.ts";
import { reduceAlong } from "./along.ts";
import { orderOf, type ReduceOrder } from "./order.ts";
import {
  isReduced,
  type ReduceLoop,
  REDUCERS,
  type ReduceVariant,
} from "./reducer.ts";
import { reduceRows } from "./rows.ts";
import { isShort, reduceShort } from "./short.ts";
import { type PreparedReduction, reduceInSteps } from "./steps.ts";

/** Roughly the bytes that a thread reads in a microsecond; microseconds of a job; the most jobs. */
const BYTES_PER_MICROSECOND = 20_000, JOB_MICROSECONDS = 100, MOST_JOBS = 32;

/** Inputs as they are: the same objects each time, so that they are prepared once. */
const ITSELF: Expr[] = [];

/** Reduces each `maps[j](inputs...)` into `outs[j]`, over the axes in which the outputs have size 1. */
export function runReduce(
  runtime: WasmRuntime,
  ...[fn, maps, inputs, outs]: Args<"reduce">
): void {
  const { shape } = inputs[0].view, [{ view: to }] = outs;
  const size = sizeOf(to.shape), terms = sizeOf(shape);
  if (size === 0) return;
  if (terms === 0) {
    for (const out of outs) {
      const start = runtime.address(out) / FLOAT_BYTES;
      runtime.write(() =>
        runtime.memory.f32.fill(REDUCERS[fn].start, start, start + size)
      );
    }
    return;
  }
  if (terms === size) {
    return runElementwise(runtime, mapsOfOne(fn, maps), inputs, outs);
  }
  const order = orderOf(shape, to.shape);
  const whole = wholeOf(runtime, order, maps, inputs, outs);
  if (!whole) return reduceStored(runtime, fn, maps, inputs, outs);

  const { prepared, loop, work, at } = whole;
  const reduction: PreparedReduction = order.cut === undefined
    ? { prepared, loop, rows: 1 }
    : reduceInSteps(maps, prepared, loop, at(order.cut));
  const { parted, isJoined } = order;
  const loops = parted
    ? cutLoop(reduction.loop, at(parted.group), parted.count)
    : isJoined
    ? [reduction.loop]
    : splitReduction(
      reduction.loop,
      Math.min(MOST_JOBS, work / JOB_MICROSECONDS),
    );
  const isParted = parted !== undefined && loops.length > 1;
  const parts = loops.length, width = outs.length * size;
  using space = new Held();
  const partial = runtime.scratch(isParted ? parts * width * FLOAT_BYTES : 0);
  space.use(partial);
  const last = reduction.prepared.inputs.length;
  const variantOf = variantsOf(runtime, fn, reduction);
  const jobs = loops.map(({ addresses, axes }, i): Job => {
    const to = isParted
      ? outs.map((_, j) =>
        partial.address + (i * width + j * size) * FLOAT_BYTES
      )
      : addresses.slice(last);
    const loop = {
      addresses: [...addresses.slice(0, last), ...to],
      axes: axes.slice(0, -1),
      row: axes[axes.length - 1],
    };
    return isReduced(loop.row)
      ? [reduceRow(runtime, variantOf(loop), loop, space)]
      : reduceRows(runtime, { reduction, loop, isJoined }, variantOf, space);
  });
  runtime.parallel(jobs, { work });
  if (!isParted) return;
  const buffer = new WasmBuffer(partial.address, 0);
  const partials = outs.map((_, j) => ({
    buffer,
    view: { shape: [parts, size], strides: [width, 1], offset: j * size },
  }));
  const results = outs.map(({ buffer, view: { offset } }) => ({
    buffer,
    view: contiguous([1, size], offset),
  }));
  runReduce(runtime, fn, itself(outs.length), partials, results);
}

/** All of a reduction as one loop. */
interface WholeReduction {
  readonly prepared: Prepared;
  readonly loop: Loop;
  /** Roughly the microseconds that it takes on one thread. */
  readonly work: number;
  /** The number of the first axis of a group. */
  readonly at: (group: number) => number;
}

/** The reduction in its order; undefined if its operands do not lie so that they can be read in that. */
function wholeOf(
  runtime: WasmRuntime,
  order: ReduceOrder,
  ...[maps, inputs, outs]: Args<"elementwise">
): WholeReduction | undefined {
  const { shape } = inputs[0].view, [{ view: to }] = outs;
  const prepared = prepare(maps);
  const used = prepared.inputs.map((i) => inputs[i]);
  const toOut = to.strides.map((stride, axis) =>
    to.shape[axis] === 1 ? 0 : stride
  );
  const axes = axesOf(
    order,
    shape,
    [...used.map(({ view }) => view.strides), ...outs.map(() => toOut)],
    used.length,
  );
  if (!axes) return undefined;
  const addresses = [...used, ...outs].map((operand) =>
    runtime.address(operand)
  );
  return {
    prepared,
    loop: { addresses, axes: axes.flat() },
    work: sizeOf(shape) * (
      used.length * FLOAT_BYTES / BYTES_PER_MICROSECOND + workOfSteps(prepared)
    ),
    at: (group) => axes.slice(0, group).flat().length,
  };
}

/** Whether each row is reduced by itself, from its first element to its last, however many rows there are. */
export function reducesRows(from: Shape, to: Shape): boolean {
  const folded = from.filter((size, axis) => size !== to[axis]);
  if (folded.length !== 1) return false;
  const { groups, parted } = orderOf(from, to);
  return groups[groups.length - 1].isReduced && parted === undefined;
}

/** The calls that reduce such rows on one thread, and roughly the microseconds that they take. */
export function reduceCalls(
  runtime: WasmRuntime,
  [fn, maps, inputs, outs]: Args<"reduce">,
  space: Held,
): { calls: Call[]; work: number } {
  const order = orderOf(inputs[0].view.shape, outs[0].view.shape);
  const { prepared, loop, work } = wholeOf(runtime, order, maps, inputs, outs)!;
  const { addresses, axes } = loop;
  const rows = { addresses, axes: axes.slice(0, -1), row: axes.at(-1)! };
  const variant = variantsOf(runtime, fn, { prepared, loop, rows: 1 })(rows);
  return { calls: [reduceRow(runtime, variant, rows, space)], work };
}

/** The call that reduces a loop's rows, whichever way is quicker. */
function reduceRow(
  runtime: WasmRuntime,
  [key, variant]: readonly [string, ReduceVariant],
  loop: ReduceLoop,
  space: Held,
): Call {
  const reduce = isShort(variant, loop) ? reduceShort : reduceAlong;
  return reduce(runtime, key, variant, loop, space);
}

/** Stores the terms first, where operands do not lie so that they can be read in the order of the reduction. */
function reduceStored(
  runtime: WasmRuntime,
  ...[fn, maps, inputs, outs]: Args<"reduce">
): void {
  const { shape } = inputs[0].view, size = sizeOf(shape);
  using scratch = runtime.scratch(maps.length * size * FLOAT_BYTES);
  const buffer = new WasmBuffer(scratch.address, 0);
  const stored = maps.map((_, j) => ({
    buffer,
    view: contiguous(shape, j * size),
  }));
  runElementwise(runtime, maps, inputs, stored);
  runReduce(runtime, fn, itself(maps.length), stored, outs);
}

function itself(count: number): readonly Expr[] {
  while (ITSELF.length < count) ITSELF.push(input(ITSELF.length));
  return ITSELF.slice(0, count);
}

/** The axes of each group; undefined if the order asks for one where the first `inputs` operands need several. */
function axesOf(
  { groups, whole, isJoined }: ReduceOrder,
  shape: Shape,
  strides: readonly (readonly number[])[],
  inputs: number,
): Axis[][] | undefined {
  const all = groups.map(({ axes }) =>
    joinAxes(axes.map((axis) => ({
      size: shape[axis],
      strides: strides.map((own) => own[axis]),
    })))
  );
  if (all.some((axes, i) => axes.length > 1 && whole.has(i))) return undefined;
  if (!isJoined) return all;
  const [[outer], [inner]] = all;
  const canJoin = outer.strides.slice(0, inputs).every((stride, k) =>
    stride === 0 || continuesAt(outer, inner, k)
  );
  return canJoin ? all : undefined;
}

/** The kernels of a reduction, by how its operands lie. */
function variantsOf(
  { hasRelaxedMadd }: WasmRuntime,
  fn: ReduceFn,
  { prepared, rows }: PreparedReduction,
): (loop: ReduceLoop) => [string, ReduceVariant] {
  return ({ row }) => {
    const kinds = row.strides.slice(0, prepared.inputs.length).map(kindOf);
    const variant = {
      reducer: REDUCERS[fn],
      prepared,
      kinds,
      rows,
      hasRelaxedMadd,
    };
    return [`${fn} ${rows} ${kinds} ${prepared.key}`, variant];
  };
}

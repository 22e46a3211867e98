/** Folds of expressions over any axes. */

import { axesOf, type Axis, joinAxes } from "../../axes.ts";
import type { Operand, ReduceFn } from "../../backend.ts";
import { type Expr, input } from "../../expr.ts";
import { prepare, type Prepared } from "../../prepare.ts";
import { contiguous, sizeOf } from "../../view.ts";
import { workOfSteps } from "../expression/compile.ts";
import { shifted } from "../rows/loop.ts";
import { kindOf } from "../rows/operands.ts";
import { repeatRows } from "../rows/repeats.ts";
import { splitFold } from "../rows/split.ts";
import {
  FLOAT_BYTES,
  type Job,
  WasmBuffer,
  type WasmRuntime,
} from "../runtime.ts";
import { type FoldLoop, FOLDS, type FoldVariant, isFolded } from "./fold.ts";
import { foldAcross } from "./fold_across.ts";
import { foldAlong } from "./fold_along.ts";
import { foldTogether } from "./fold_together.ts";

/** Rows are cut to so many elements, of which the sums stay in the cache. */
const LONGEST_ROW = 1024;
/** Bytes that a thread reads in a microsecond, about; microseconds of a job, and jobs at most. */
const BYTES_PER_MICROSECOND = 20_000, JOB_MICROSECONDS = 100, MOST_JOBS = 32;

/** Folds each `maps[j](inputs...)` into `outs[j]`, over the axes in which the outputs have size 1. */
export function runReduce(
  runtime: WasmRuntime,
  fn: ReduceFn,
  maps: readonly Expr[],
  inputs: readonly Operand[],
  outs: readonly Operand[],
): void {
  const { shape } = inputs[0].view, [{ view: to }] = outs;
  const size = sizeOf(to.shape);
  if (size === 0) return;
  if (sizeOf(shape) === 0) {
    for (const out of outs) {
      const start = runtime.address(out) / 4;
      runtime.memory.f32.fill(FOLDS[fn].start, start, start + size);
    }
    return;
  }
  const plain = prepare(maps);
  const used = plain.inputs.map((i) => inputs[i]);
  const toOut = to.strides.map((stride, axis) =>
    to.shape[axis] === 1 ? 0 : stride
  );
  const axes = joinAxes(axesOf(
    shape,
    [...used.map(({ view }) => view.strides), ...outs.map(() => toOut)],
    ({ strides }) => Math.max(0, ...strides.slice(0, used.length)),
  ));
  if (axes.length === 0) {
    axes.push({ size: 1, strides: Array(used.length + outs.length).fill(1) });
  }
  const work = sizeOf(shape) * (
    used.length * FLOAT_BYTES / BYTES_PER_MICROSECOND +
    workOfSteps(plain)
  );
  const addresses = [...used, ...outs].map((operand) =>
    runtime.address(operand)
  );
  const { prepared, loop: whole } = foldTogether(fn, maps, {
    prepared: plain,
    loop: { addresses, axes },
  });
  const split = splitFold(whole, Math.min(MOST_JOBS, work / JOB_MICROSECONDS));
  using space = new DisposableStack();
  const variantOf = ({ row }: FoldLoop): [string, FoldVariant] => {
    const kinds = row.strides.slice(0, -outs.length).map(kindOf);
    const { hasRelaxedMadd } = runtime;
    const variant = { fold: FOLDS[fn], prepared, kinds, hasRelaxedMadd };
    return [`${fn} ${kinds} ${prepared.key}`, variant];
  };
  const parts = split.loops.length, width = outs.length * size;
  const partial = runtime.scratch(split.isFolded ? parts * width * 4 : 0);
  space.use(partial);
  const last = prepared.inputs.length;
  const jobs = split.loops.map(({ addresses, axes }, i): Job => {
    const to = split.isFolded
      ? outs.map((_, j) => partial.address + (i * width + j * size) * 4)
      : addresses.slice(last);
    const loop = {
      addresses: [...addresses.slice(0, last), ...to],
      axes: axes.slice(0, -1),
      row: axes[axes.length - 1],
    };
    return isFolded(loop.row)
      ? [foldAlong(runtime, ...variantOf(loop), loop, space)]
      : foldRows(runtime, prepared, variantOf, loop, space);
  });
  runtime.parallel(jobs, { work });
  if (!split.isFolded) return;
  const buffer = new WasmBuffer(partial.address, 0);
  const parted = outs.map((_, j) => ({
    buffer,
    view: { shape: [parts, size], strides: [width, 1], offset: j * size },
  }));
  const folded = outs.map(({ buffer, view: { offset } }) => ({
    buffer,
    view: contiguous([1, size], offset),
  }));
  runReduce(runtime, fn, outs.map((_, j) => input(j)), parted, folded);
}

/** Folds rows with each other: several at a time if they are short, part by part if they are long. */
function foldRows(
  runtime: WasmRuntime,
  prepared: Prepared,
  variantOf: (loop: FoldLoop) => [string, FoldVariant],
  loop: FoldLoop,
  space: DisposableStack,
): Job {
  const { addresses, axes, row } = loop;
  const inputs = prepared.inputs.length;
  const outs = addresses.slice(inputs);
  if (axes.every(isFolded)) {
    const { loops, copies, scratch } = repeatRows(
      runtime,
      {
        addresses: addresses.slice(0, inputs),
        axes: [...axes, row].map(({ size, strides }) => ({
          size,
          strides: strides.slice(0, inputs),
        })),
      },
      () => true,
    );
    if (scratch) space.use(scratch);
    if (copies > 1) {
      const step = row.strides[inputs];
      const withOuts = ({ size, strides }: Axis, step: number): Axis => ({
        size,
        strides: [...strides, ...outs.map(() => step)],
      });
      const all = loops.map((each): FoldLoop => ({
        addresses: [...each.addresses, ...outs],
        axes: joinAxes(each.axes.slice(0, -1)).map((axis) => withOuts(axis, 0)),
        row: withOuts(each.axes.at(-1)!, step),
      }));
      const results = { size: row.size, copies };
      return foldAcross(runtime, prepared, variantOf, all, results, space);
    }
  }
  return cutRows(loop).flatMap((part) => {
    const results = { size: part.row.size, copies: 1 };
    return foldAcross(runtime, prepared, variantOf, [part], results, space);
  });
}

/** A loop over rows of bearable length, and one over what is left at their ends. */
function cutRows({ addresses, axes, row }: FoldLoop): FoldLoop[] {
  if (row.size <= LONGEST_ROW) return [{ addresses, axes, row }];
  const count = Math.floor(row.size / LONGEST_ROW);
  const strides = row.strides.map((stride) => stride * LONGEST_ROW);
  const parts = [{
    addresses,
    axes: [{ size: count, strides }, ...axes],
    row: { ...row, size: LONGEST_ROW },
  }, {
    addresses: shifted(addresses, strides, count),
    axes,
    row: { ...row, size: row.size - count * LONGEST_ROW },
  }];
  return parts.filter(({ row }) => row.size > 0);
}

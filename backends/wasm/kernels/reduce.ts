/** Folds of expressions over any axes. */

import { axesOf, type Axis, joinAxes } from "../../axes.ts";
import type { Operand, ReduceFn } from "../../backend.ts";
import { type Expr, input } from "../../expr.ts";
import { prepare } from "../../prepare.ts";
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
import { type FoldLoop, FOLDS, type FoldVariant } from "./fold.ts";
import { foldAcross } from "./fold_across.ts";
import { foldAlong } from "./fold_along.ts";
import { foldTogether } from "./fold_together.ts";

/** Rows are cut to so many elements, of which the sums stay in the cache. */
const LONGEST_ROW = 1024;
/** Bytes that a thread reads in a microsecond, about; microseconds of a job, and jobs at most. */
const BYTES_PER_MICROSECOND = 20_000, JOB_MICROSECONDS = 100, MOST_JOBS = 32;

/** Folds `map(inputs...)` over the axes in which `out` has size 1. */
export function runReduce(
  runtime: WasmRuntime,
  fn: ReduceFn,
  map: Expr,
  inputs: readonly Operand[],
  out: Operand,
): void {
  const { shape } = inputs[0].view;
  const size = sizeOf(out.view.shape);
  if (size === 0) return;
  if (sizeOf(shape) === 0) {
    const start = runtime.address(out) / 4;
    runtime.memory.f32.fill(FOLDS[fn].start, start, start + size);
    return;
  }
  const plain = prepare([map]);
  const used = plain.inputs.map((i) => inputs[i]);
  const toOut = out.view.strides.map((stride, axis) =>
    out.view.shape[axis] === 1 ? 0 : stride
  );
  const axes = joinAxes(axesOf(
    shape,
    [...used.map(({ view }) => view.strides), toOut],
    ({ strides }) => Math.max(0, ...strides.slice(0, used.length)),
  ));
  if (axes.length === 0) {
    axes.push({ size: 1, strides: Array(used.length + 1).fill(1) });
  }
  const work = sizeOf(shape) * (
    used.length * FLOAT_BYTES / BYTES_PER_MICROSECOND +
    workOfSteps(plain)
  );
  const addresses = [...used, out].map((operand) => runtime.address(operand));
  const { prepared, loop: whole } = foldTogether(fn, map, {
    prepared: plain,
    loop: { addresses, axes },
  });
  const split = splitFold(whole, Math.min(MOST_JOBS, work / JOB_MICROSECONDS));
  using space = new DisposableStack();
  const variantOf = ({ row }: FoldLoop): [string, FoldVariant] => {
    const kinds = row.strides.slice(0, -1).map(kindOf);
    const { hasRelaxedMadd } = runtime;
    const variant = { fold: FOLDS[fn], prepared, kinds, hasRelaxedMadd };
    return [`${fn} ${kinds} ${prepared.key}`, variant];
  };
  const parts = split.loops.length;
  const partial = runtime.scratch(split.isFolded ? parts * size * 4 : 0);
  space.use(partial);
  const last = whole.addresses.length - 1;
  const jobs = split.loops.map(({ addresses, axes }, i): Job => {
    const to = split.isFolded
      ? partial.address + i * size * FLOAT_BYTES
      : addresses[last];
    const loop = {
      addresses: addresses.with(last, to),
      axes: axes.slice(0, -1),
      row: axes[axes.length - 1],
    };
    return loop.row.strides[last] === 0
      ? [foldAlong(runtime, ...variantOf(loop), loop, space)]
      : foldRows(runtime, variantOf, loop, space);
  });
  runtime.parallel(jobs, { work });
  if (!split.isFolded) return;
  const parted = {
    buffer: new WasmBuffer(partial.address, 0),
    view: contiguous([parts, size]),
  };
  const { offset } = out.view;
  const folded = { ...contiguous([1, size]), offset };
  runReduce(runtime, fn, input(0), [parted], { ...out, view: folded });
}

/** Folds rows with each other: several at a time if they are short, part by part if they are long. */
function foldRows(
  runtime: WasmRuntime,
  variantOf: (loop: FoldLoop) => [string, FoldVariant],
  loop: FoldLoop,
  space: DisposableStack,
): Job {
  const { addresses, axes, row } = loop;
  const out = addresses.length - 1;
  if (axes.every(({ strides }) => strides[out] === 0)) {
    const { loops, copies, scratch } = repeatRows(
      runtime,
      {
        addresses: addresses.slice(0, out),
        axes: [...axes, row].map((axis) => withoutLast(axis)),
      },
      () => true,
    );
    if (scratch) space.use(scratch);
    if (copies > 1) {
      const withOut = loops.map((each): FoldLoop => ({
        addresses: [...each.addresses, addresses[out]],
        axes: joinAxes(each.axes.slice(0, -1)).map((axis) => withLast(axis, 0)),
        row: withLast(each.axes.at(-1)!, row.strides[out]),
      }));
      const results = { size: row.size, copies };
      return foldAcross(runtime, variantOf, withOut, results, space);
    }
  }
  return cutRows(loop).flatMap((part) => {
    const results = { size: part.row.size, copies: 1 };
    return foldAcross(runtime, variantOf, [part], results, space);
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

function withoutLast({ size, strides }: Axis): Axis {
  return { size, strides: strides.slice(0, -1) };
}

function withLast({ size, strides }: Axis, stride: number): Axis {
  return { size, strides: [...strides, stride] };
}

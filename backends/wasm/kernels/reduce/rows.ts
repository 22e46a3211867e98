/** Reduces rows with each other: several at a time if they are short, part by part if they are long. */

import type { Held } from "../../held.ts";
import { type Axis, joinAxes } from "../../../view.ts";
import { shifted } from "../../rows/loop.ts";
import { repeatRows } from "../../rows/repeats.ts";
import type { Job, WasmRuntime } from "../../runtime.ts";
import { reduceAcross } from "./across.ts";
import type { ReduceLoop, ReduceVariant } from "./reducer.ts";
import type { PreparedReduction } from "./steps.ts";

/** The most elements of a row, so that their sums stay in the cache. */
const LONGEST_ROW = 1024;

/** A part of a reduction, whose rows may be joined. */
export interface RowReduction {
  /** The whole. */
  readonly reduction: PreparedReduction;
  /** The part. */
  readonly loop: ReduceLoop;
  /** Whether short rows are joined to longer ones. */
  readonly isJoined: boolean;
}

/** The calls that reduce the rows of a part; what they need in memory is added to `space`. */
export function reduceRows(
  runtime: WasmRuntime,
  { reduction, loop, isJoined }: RowReduction,
  variantOf: (loop: ReduceLoop) => [string, ReduceVariant],
  space: Held,
): Job {
  const { apart } = reduction, { addresses, axes, row } = loop;
  const inner = apart ? [apart] : [];
  if (isJoined) {
    const { loops, copies } = joinRows(runtime, reduction, loop, space);
    const all = loops.map((each) => ({
      ...each,
      axes: [...each.axes, ...inner],
    }));
    const results = { size: row.size, copies };
    return reduceAcross(
      runtime,
      reduction,
      variantOf,
      { loops: all, results },
      space,
    );
  }
  return cutRows({ addresses, axes: [...axes, ...inner], row })
    .flatMap((part) => {
      const results = { size: part.row.size, copies: 1 };
      return reduceAcross(runtime, reduction, variantOf, {
        loops: [part],
        results,
      }, space);
    });
}

/** Loops over rows that hold several of the loop's own. */
function joinRows(
  runtime: WasmRuntime,
  { prepared }: PreparedReduction,
  { addresses, axes, row }: ReduceLoop,
  space: Held,
): { loops: ReduceLoop[]; copies: number } {
  const inputs = prepared.inputs.length, outs = addresses.slice(inputs);
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
  const step = row.strides[inputs];
  const withOuts = ({ size, strides }: Axis, step: number): Axis => ({
    size,
    strides: [...strides, ...outs.map(() => step)],
  });
  return {
    loops: loops.map((each) => ({
      addresses: [...each.addresses, ...outs],
      axes: joinAxes(each.axes.slice(0, -1)).map((axis) => withOuts(axis, 0)),
      row: withOuts(each.axes.at(-1)!, step),
    })),
    copies,
  };
}

/** A loop over rows of at most LONGEST_ROW elements, and one over what is left at their ends. */
function cutRows({ addresses, axes, row }: ReduceLoop): ReduceLoop[] {
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

/** Shared by the two ways of reducing, in which parts are added in float32 lanes, and the parts in float64. */

import type { Held } from "../../held.ts";
import type { Axis } from "../../../view.ts";
import type { ReduceFn } from "../../../backend.ts";
import type { Prepared } from "../../../prepare.ts";
import {
  type Arg,
  f32x4,
  f64,
  f64x2,
  type FunctionBuilder,
  i32,
  i32x4,
  type Local,
  v128,
  type Value,
} from "../../assembler/mod.ts";
import type { MapVariant } from "../../expression/span.ts";
import type { Kernel } from "../../kernel.ts";
import { rowsOf } from "../../rows/loop.ts";
import { odometerTable } from "../../rows/odometer.ts";
import type { Kind } from "../../rows/operands.ts";
import type { TABLE, TableLayout } from "../../rows/table.ts";
import type { Call, WasmRuntime } from "../../runtime.ts";
import { LANES, WORD_BYTES } from "../../sizes.ts";

/** A function that reduces, in each precision. */
export interface Reducer {
  /** The result of reducing nothing. */
  readonly start: number;
  /** For four lanes. */
  readonly floats: typeof f32x4.add;
  /** For two lanes. */
  readonly doubles: typeof f64x2.add;
  /** For single numbers. */
  readonly double: typeof f64.add;
}

/** The functions; the maximum propagates NaN. */
export const REDUCERS: Readonly<Record<ReduceFn, Reducer>> = {
  sum: {
    start: 0,
    floats: f32x4.add,
    doubles: f64x2.add,
    double: f64.add,
  },
  max: {
    start: -Infinity,
    floats: maxOfFloats,
    doubles: f64x2.max,
    double: f64.max,
  },
};

/** pmax, half of what max takes, gives `a` where that is NaN; where `b` is, all bits set are a NaN too. */
function maxOfFloats(a: Arg<"v128">, b: Arg<"v128">): Value<"v128"> {
  return v128.or(f32x4.pmax(a, b), f32x4.ne(b, b));
}

/** What a module is compiled for; the operands of its spans are inputs. */
export interface ReduceVariant extends MapVariant {
  /** How parts are joined. */
  readonly reducer: Reducer;
  /** Rows of a step: the expressions are those of each. */
  readonly rows: number;
}

/** A loop over rows: operands are the inputs and, last, the outputs, which step alike, by 0 along reduced axes. */
export interface ReduceLoop {
  /** Address of each operand's first element. */
  readonly addresses: readonly number[];
  /** The axes but for the row. */
  readonly axes: readonly Axis[];
  /** The row. */
  readonly row: Axis;
}

/** Whether the outputs do not step along an axis. */
export function isReduced({ strides }: Axis): boolean {
  return strides[strides.length - 1] === 0;
}

/** Numbers of every table; the reduced axes lie `reducedAxes` bytes behind the others. */
export const NUMBERS = [
  "keptRows",
  "reducedRows",
  "vectors",
  "tail",
  "reducedAxes",
] as const;
type ReduceNumber = typeof NUMBERS[number];

/** A kernel that reduces, and the layout of its table, which may hold numbers of its own. */
export interface ReduceKernel<Own extends string> {
  /** The kernel. */
  readonly kernel: Kernel<typeof TABLE>;
  /** The layout of its table. */
  readonly layout: TableLayout<ReduceNumber | Own>;
}

/** The call of a reduction, whose table is added to `space`. */
export function reduceCall<Own extends string>(
  runtime: WasmRuntime,
  { kernel, layout }: ReduceKernel<Own>,
  { addresses, axes, row, prepared, numbers }: ReduceLoop & {
    prepared: Prepared;
    numbers: Readonly<Record<Own, number>>;
  },
  space: Held,
): Call {
  const kept = axes.filter((axis) => !isReduced(axis));
  const reduced = axes.filter(isReduced);
  const outer = odometerTable(kept, addresses.length);
  const inner = odometerTable(reduced, prepared.inputs.length);
  const content = {
    numbers: {
      keptRows: rowsOf([...kept, row]),
      reducedRows: rowsOf([...reduced, row]),
      vectors: Math.floor(row.size / LANES),
      tail: row.size % LANES,
      reducedAxes: outer.length * WORD_BYTES,
      ...numbers,
    },
    parameters: prepared.parameters,
    addresses,
    strides: row.strides,
    axes: [...outer, ...inner],
  };
  return layout.bind(runtime, kernel, content, space);
}

/** Code that reads a table: its numbers, the inputs as a row, the outputs, the axes that are kept and those reduced. */
export function readReduction<Own extends string>(
  f: FunctionBuilder,
  table: Local<"i32">,
  kinds: readonly Kind[],
  layout: TableLayout<ReduceNumber | Own>,
) {
  const { pointers, strides, ...read } = layout.read(f, table);
  const { numbers, parameters, axes } = read, inputs = kinds.length;
  return {
    numbers,
    row: {
      ...{ kinds, parameters },
      pointers: pointers.slice(0, inputs),
      strides: strides.slice(0, inputs),
    },
    outs: pointers.slice(inputs),
    outStride: strides[inputs],
    slots: read.vectors,
    axes,
    reducedAxes: f.address(i32.add(axes, numbers.reducedAxes)),
  };
}

/** Lanes 0 and 1, or 2 and 3, as doubles. */
export function doublesOf(
  vector: Local<"v128">,
  half: 0 | 1,
): Value<"v128"> {
  const lanes = half === 0
    ? vector
    : f32x4.shuffle(vector, vector, [2, 3, 2, 3]);
  return f64x2.promoteLowF32x4(lanes);
}

/** All ones in the first `count` lanes, zeros in the others. */
export function firstLanes(count: Local<"i32">): Value<"v128"> {
  return i32x4.ltS(i32x4.const(0, 1, 2, 3), i32x4.splat(count));
}

/** Runs a body as often as `count` says, at least once. */
export function repeat(
  f: FunctionBuilder,
  count: Local<"i32">,
  body: () => void,
): void {
  const left = f.local("i32", count);
  f.loop((again) => {
    body();
    f.set(left, i32.sub(left, 1));
    f.branchIf(again, left);
  });
}

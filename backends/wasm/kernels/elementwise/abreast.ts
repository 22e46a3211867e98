/**
 * Rows that are gone through without a call for each, one or two at a time, vector by vector. What they have in common,
 * such as the weights of all pixels or the pixels of neighbouring windows, is read once, and operands that lie a whole
 * number of rows apart share a pointer.
 */

import type { Held } from "../../held.ts";
import type { Prepared } from "../../../prepare.ts";
import {
  type FunctionBuilder,
  i32,
  type Local,
  type ModuleBuilder,
  v128,
} from "../../assembler/mod.ts";
import { type Reader, VectorExpressions } from "../../expression/compile.ts";
import { type Loop, rowsOf, shifted } from "../../rows/loop.ts";
import { advance, odometerTable } from "../../rows/odometer.ts";
import { canRepeatRows, LONG_ROW, WORTH_WHILE } from "../../rows/repeats.ts";
import { TABLE, TableLayout } from "../../rows/table.ts";
import { readLanes, writeLanes } from "../../rows/tail.ts";
import type { Call, WasmRuntime } from "../../runtime.ts";
import { FLOAT_BYTES, LANES, VECTOR_BYTES } from "../../sizes.ts";
import { type Cell, cellsOf, placeOf } from "./cells.ts";
import { aheadOf, readAhead, readsMuch } from "./read_ahead.ts";

/** Operands that two rows have in common from which it pays; else only where one has a value for each short row. */
const LEAST_COMMON = 4;
/** Rows side by side; for more, registers run out. */
const MOST_ABREAST = 2;
/** Elements from which a row makes up for a call, and from which it need not be gone through here at all. */
const SHORT = 64, LONGEST = 2048;
/** Operands that need no pointer of their own from which a row of any length is better gone through here. */
const LEAST_SHARED = 2;

/** What a module is compiled for. */
interface Variant {
  readonly prepared: Prepared;
  readonly cells: readonly Cell[];
  readonly pointers: number;
  readonly count: number;
  /** Whether a row has whole vectors, and the elements behind them. */
  readonly hasVectors: boolean;
  readonly tail: number;
  /** Whether results may be written only where all has been read. */
  readonly isInPlace: boolean;
  /** The pointers whose rows of images are read ahead. */
  readonly ahead: readonly number[];
}

/** A loop; its rows may be worked on so many at a time, and then count as one. */
export interface LoopAbreast extends Loop {
  readonly abreast?: number;
  /** Whether it reads more than caches hold. */
  readonly readsMuch?: boolean;
}

/**
 * A loop as one over rows side by side, and one over the rows that are left; undefined where it is not worth it.
 * `mayRepeat` tells of which operands copies of rows could make longer ones.
 */
export function setAbreast(
  loop: Loop,
  inputs: number,
  mayRepeat: (operand: number) => boolean,
): LoopAbreast[] | undefined {
  const { addresses, axes } = loop, most = mostAbreast(loop, mayRepeat);
  if (most === 0) return undefined;
  const [outer, row] = axes.slice(-2), before = axes.slice(0, -2);
  const count = Math.min(most, outer.size);
  const rest = outer.size % count, done = outer.size - rest;
  const wide = outer.strides.map((stride) => stride * count);
  const loops = [{
    addresses,
    axes: [...before, { size: done / count, strides: wide }, row],
    abreast: count,
    readsMuch: readsMuch(loop, inputs),
  }, {
    addresses: shifted(addresses, outer.strides, done),
    axes: [...before, { ...outer, size: rest }, row],
    abreast: 1,
  }];
  return rest > 0 ? loops : loops.slice(0, 1);
}

/** How many rows to work on at a time; 0 if they are better gone through one call each, or joined. */
function mostAbreast(
  loop: Loop,
  mayRepeat: (operand: number) => boolean,
): number {
  const { axes, addresses } = loop;
  if (axes.length < 2) return 0;
  const [outer, { size, strides }] = axes.slice(-2);
  const elements = axes.reduce((all, { size }) => all * size, 1);
  const fits = elements >= WORTH_WHILE && size < LONGEST &&
    strides.every((stride) => stride === 0 || stride === 1);
  if (!fits) return 0;
  const common = outer.strides.filter((stride, k) =>
    stride === 0 && strides[k] === 1
  );
  const hasColumn = size < LONG_ROW &&
    outer.strides.some((stride, k) => stride !== 0 && strides[k] === 0);
  const hasCommon = common.length >= LEAST_COMMON && size % LANES === 0;
  // Offsets are never negative.
  const isForward = outer.strides.every((stride) => stride >= 0);
  if ((hasColumn || hasCommon) && isForward) return MOST_ABREAST;
  if (canRepeatRows(loop, mayRepeat)) return 0;
  const shared = addresses.length - cellsOf(loop, 1).chosen.length;
  return size < SHORT || shared >= LEAST_SHARED ? 1 : 0;
}

/** The call that runs such a loop, whose table is added to `space`. */
export function abreastCall(
  runtime: WasmRuntime,
  prepared: Prepared,
  loop: LoopAbreast,
  space: Held,
): Call {
  const { axes, abreast: count = 1 } = loop, row = axes[axes.length - 1];
  const { cells, chosen } = cellsOf(loop, count);
  const pointers = chosen.length, inputs = prepared.inputs.length;
  const isInPlace = cells.slice(inputs).some((out) =>
    cells.slice(0, inputs).some(({ pointer }) => pointer === out.pointer)
  );
  const vectors = Math.floor(row.size / LANES), tail = row.size % LANES;
  const hasVectors = vectors > 0;
  const ahead = loop.readsMuch && count === 1
    ? aheadOf(loop, { cells, chosen }, inputs)
    : undefined;
  const variant: Variant = {
    ...{ prepared, cells, pointers, count },
    ...{ hasVectors, tail, isInPlace, ahead: ahead?.pointers ?? [] },
  };
  const places = cells.map((cell) => Object.values(cell)).join();
  const { elementwise } = runtime.kernels(
    `abreast ${count} ${hasVectors} ${tail} ${isInPlace} ${variant.ahead} ${places} ${prepared.key}`,
    (module) => define(module, variant, runtime.hasRelaxedMadd),
  );
  const of = (all: readonly number[]): number[] => chosen.map((k) => all[k]);
  const content = {
    numbers: {
      rows: rowsOf(axes),
      vectors,
      windows: ahead?.windows ?? 0,
      rounds: ahead?.rounds ?? 0,
    },
    parameters: prepared.parameters,
    addresses: of(loop.addresses),
    strides: of(row.strides),
    axes: odometerTable(
      axes.slice(0, -1).map(({ size, strides }) => ({
        size,
        strides: of(strides),
      })),
      chosen.length,
    ),
  };
  return layoutOf(variant).bind(runtime, elementwise, content, space);
}

function layoutOf(
  { prepared, pointers }: Variant,
): TableLayout<"rows" | "vectors" | "windows" | "rounds"> {
  return new TableLayout({
    numbers: ["rows", "vectors", "windows", "rounds"],
    vectors: 1,
    parameters: prepared.parameters.length,
    operands: pointers,
  });
}

function define(
  module: ModuleBuilder,
  variant: Variant,
  hasRelaxedMadd: boolean,
) {
  const { prepared, cells, hasVectors, tail, isInPlace, ahead } = variant;
  const { inputs } = prepared;
  const expressions = new VectorExpressions(module, prepared, {
    hasRelaxedMadd,
  });
  const elementwise = module.define({ params: TABLE }, (f, { table }) => {
    const { numbers, parameters: from, axes, pointers, ...read } = layoutOf(
      variant,
    ).read(f, table);
    const { rows, vectors, windows, rounds } = numbers, left = f.local("i32");
    const parameters = prepared.parameters.map((_, i) =>
      f.local("v128", v128.load32Splat(from, FLOAT_BYTES * i))
    );
    const moves = pointers.map((_, p) =>
      cells.some(({ pointer, isRepeated }) => pointer === p && !isRepeated)
    );
    expressions.begin(f);
    const step = (lanes: number): void => {
      const reads = readers(f, variant, pointers, lanes);
      const late: (() => void)[] = [];
      expressions.emit(f, reads, parameters, (j, ahead, result) => {
        const { pointer, offset, step } = cells[inputs.length + j];
        const at = offset + step * ahead;
        const write = () => writeLanes(f, pointers[pointer], result, at, lanes);
        if (isInPlace) late.push(write);
        else write();
      });
      late.forEach((write) => write());
    };
    const due = f.local("i32", 1);
    f.loop((again) => {
      if (ahead.length > 0) {
        f.increase(due, -1);
        f.if(i32.eq(due, 0), () => {
          const fresh = ahead.map((p) => pointers[p]);
          readAhead(f, fresh, rounds, read.vectors);
          f.set(due, windows);
        });
      }
      if (hasVectors) {
        f.set(left, vectors);
        f.loop((onward) => {
          step(LANES);
          pointers.forEach((pointer, p) => {
            if (moves[p]) f.increase(pointer, VECTOR_BYTES);
          });
          f.increase(left, -1);
          f.branchIf(onward, left);
        });
      }
      if (tail > 0) step(tail);
      if (hasVectors) {
        pointers.forEach((pointer, p) => {
          if (!moves[p]) return;
          f.set(pointer, i32.sub(pointer, i32.mul(vectors, VECTOR_BYTES)));
        });
      }
      advance(f, axes, pointers);
      f.increase(rows, -1);
      f.branchIf(again, rows);
    });
  });
  return { elementwise };
}

/** How to read so many lanes of the inputs of each row; what rows have in common is read by the first that needs it. */
function readers(
  f: FunctionBuilder,
  { cells, count }: Variant,
  pointers: readonly Local<"i32">[],
  lanes: number,
): Reader[] {
  const known = new Map<string, Local<"v128">>();
  return Array.from({ length: count }, (_, ahead) => (k: number) => {
    const { pointer, offset, step, isRepeated } = cells[k];
    const at = offset + step * ahead, key = placeOf(cells[k], ahead);
    const vector = known.get(key) ??
      (isRepeated
        ? f.local("v128", v128.load32Splat(pointers[pointer], at))
        : readLanes(f, pointers[pointer], at, lanes));
    known.set(key, vector);
    return vector;
  });
}

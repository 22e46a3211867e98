/** Reduces each row to one number, or to one for each expression. */

import type { Held } from "../../held.ts";
import {
  f32,
  f32x4,
  f64x2,
  i32,
  i32x4,
  type ModuleBuilder,
  v128,
} from "../../assembler/mod.ts";
import { defineMap } from "../../expression/span.ts";
import { advance } from "../../rows/odometer.ts";
import {
  bytesOf,
  callSpan,
  callSpanOnTail,
  type Span,
} from "../../rows/span.ts";
import { TABLE, TableLayout } from "../../rows/table.ts";
import type { Call, WasmRuntime } from "../../runtime.ts";
import { VECTOR_BYTES } from "../../sizes.ts";
import { LaneSums } from "./lane_sums.ts";
import {
  doublesOf,
  firstLanes,
  NUMBERS,
  readReduction,
  reduceCall,
  type ReduceLoop,
  type ReduceVariant,
  repeat,
} from "./reducer.ts";

/** Vectors added in float32, by UNROLL accumulators in turn, before float64 takes over. */
const BLOCK = 256;
/** The slots of vectors behind those of the inputs: which lanes of a span's last count, and its results. */
const MASK = 0, RESULTS = VECTOR_BYTES;

/** The call that reduces the rows and all axes along which the output does not step; its table is added to `space`. */
export function reduceAlong(
  runtime: WasmRuntime,
  key: string,
  variant: ReduceVariant,
  loop: ReduceLoop,
  space: Held,
): Call {
  const { reduce: kernel } = runtime.kernels(
    `reduce along ${key}`,
    (module) => define(module, variant),
  );
  const { prepared } = variant;
  const layout = layoutOf(variant);
  const call = { ...loop, prepared, numbers: {} };
  return reduceCall<never>(runtime, { kernel, layout }, call, space);
}

function layoutOf(
  { kinds, prepared }: ReduceVariant,
): TableLayout<typeof NUMBERS[number]> {
  return new TableLayout({
    numbers: NUMBERS,
    vectors: kinds.length + 1 + prepared.results.length,
    parameters: prepared.parameters.length,
    operands: kinds.length + prepared.results.length,
  });
}

function define(
  module: ModuleBuilder,
  variant: ReduceVariant,
) {
  const { reducer, kinds, prepared: { results } } = variant;
  const span = defineReducer(module, variant);
  const run = module.define({ params: TABLE }, (f, { table }) => {
    const { numbers, row: start, outs, slots, axes, reducedAxes } =
      readReduction(
        f,
        table,
        kinds,
        layoutOf(variant),
      );
    const { keptRows, reducedRows, vectors, tail } = numbers;
    const inputs = kinds.length, { pointers, strides } = start;
    const extra = f.address(i32.add(slots, VECTOR_BYTES * inputs));
    const cursors = kinds.map(() => f.address());
    const row = { ...start, pointers: cursors };
    const [left, count] = [f.local("i32"), f.local("i32")];
    const totals = results.map(() => f.local("v128"));
    const part = f.local("v128");

    const addParts = (): void => {
      for (const [j, total] of totals.entries()) {
        f.set(part, v128.load(extra, RESULTS + VECTOR_BYTES * j));
        const pair = reducer.doubles(doublesOf(part, 0), doublesOf(part, 1));
        f.set(total, reducer.doubles(total, pair));
      }
    };

    repeat(f, keptRows, () => {
      totals.forEach((total) => f.set(total, f64x2.splat(reducer.start)));
      repeat(f, reducedRows, () => {
        cursors.forEach((cursor, k) => f.set(cursor, pointers[k]));
        f.set(left, vectors);
        f.do(v128.store(extra, i32x4.splat(-1), MASK));
        f.while(left, () => {
          f.set(count, i32.select(i32.ltU(left, BLOCK), left, BLOCK));
          callSpan(f, span, row, { vectors: count, extra });
          addParts();
          cursors.forEach((cursor, k) =>
            f.increase(cursor, bytesOf(kinds[k], strides[k], count))
          );
          f.set(left, i32.sub(left, count));
        });
        f.if(tail, () => {
          f.do(v128.store(extra, firstLanes(tail), MASK));
          // The cursors are behind the whole vectors, of which none is left.
          callSpanOnTail(f, span, row, {
            vectors: left,
            ...{ inputs, tail, slots, extra },
          });
          addParts();
        });
        advance(f, reducedAxes, pointers);
      });
      for (const [j, total] of totals.entries()) {
        const result = reducer.double(
          f64x2.extractLane(total, 0),
          f64x2.extractLane(total, 1),
        );
        f.do(f32.store(outs[j], f32.demoteF64(result)));
      }
      advance(f, axes, [...pointers, ...outs]);
    });
  });
  return { reduce: run };
}

/** A span that reduces its vectors to one for each expression, which it leaves in its extra slots. */
function defineReducer(module: ModuleBuilder, variant: ReduceVariant): Span {
  const { reducer, prepared } = variant;
  return defineMap(module, variant, (context, each) => {
    const { f, extra, vectors, unrolls } = context;
    const mask = f.local("v128", v128.load(extra, MASK));
    const start = f32x4.splat(reducer.start);
    const sums = new LaneSums(f, reducer, prepared.results.length, vectors);
    sums.start();
    each((values, ahead, isWhole) => {
      for (const [j, value] of values.entries()) {
        const counted = isWhole
          ? value
          : f.local("v128", v128.bitselect(value, start, mask));
        if (unrolls) sums.add(j, counted, ahead);
        else sums.addInTurn(j, counted, vectors);
      }
    });
    prepared.results.forEach((_, j) =>
      f.do(v128.store(extra, sums.total(j), RESULTS + VECTOR_BYTES * j))
    );
  });
}

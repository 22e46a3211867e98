/** Folds each row to one number, or to one of each expression. */

import {
  f32,
  f32x4,
  f64x2,
  type Func,
  i32,
  i32x4,
  type Local,
  type ModuleBuilder,
  v128,
  type Value,
} from "../../assembler/mod.ts";
import { VectorExpressions } from "../../expression/compile.ts";
import { advance } from "../../rows/odometer.ts";
import {
  bytesOf,
  callSpan,
  callSpanOnTail,
  defineSpan,
  eachVector,
  readInputs,
  readRepeated,
  type Span,
} from "../../rows/span.ts";
import { TABLE, TableLayout } from "../../rows/table.ts";
import type { Call, WasmRuntime } from "../../runtime.ts";
import { VECTOR_BYTES } from "../../sizes.ts";
import {
  doublesOf,
  firstLanes,
  foldCall,
  type FoldLoop,
  type FoldVariant,
  NUMBERS,
  repeat,
} from "./fold.ts";

/** Vectors folded in float32, by four accumulators in turn, before float64 takes over. */
const BLOCK = 256;
const ACCUMULATORS = 4;
/** The slots of vectors behind those of the inputs: which lanes of a span's last count, and its results. */
const MASK = 0, RESULTS = VECTOR_BYTES;

/** The call that folds the rows and all axes along which the output does not step; its table is added to `space`. */
export function foldAlong(
  runtime: WasmRuntime,
  key: string,
  variant: FoldVariant,
  loop: FoldLoop,
  space: DisposableStack,
): Call {
  const { fold: kernel } = runtime.kernels(
    `fold along ${key}`,
    (module) => define(module, variant),
  );
  const { prepared } = variant;
  const layout = layoutOf(variant);
  const call = { ...loop, prepared, numbers: {} };
  return foldCall<never>(runtime, { kernel, layout }, call, space);
}

function layoutOf(
  { kinds, prepared }: FoldVariant,
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
  variant: FoldVariant,
): { fold: Func<"void", typeof TABLE> } {
  const { fold, kinds, prepared: { results } } = variant;
  const span = defineFold(module, variant);
  const run = module.define({ params: TABLE }, (f, { table }) => {
    const { numbers, vectors: slots, axes, ...operands } = layoutOf(variant)
      .read(f, table);
    const { keptRows, foldedRows, vectors, tail } = numbers;
    const inputs = kinds.length, { parameters } = operands;
    const pointers = operands.pointers.slice(0, inputs);
    const outs = operands.pointers.slice(inputs);
    const strides = operands.strides.slice(0, inputs);
    const foldedAxes = f.local("i32", i32.add(axes, numbers.foldedAxes));
    const extra = f.local("i32", i32.add(slots, VECTOR_BYTES * inputs));
    const cursors = kinds.map(() => f.local("i32"));
    const row = { kinds, pointers: cursors, strides, parameters };
    const [left, count] = [f.local("i32"), f.local("i32")];
    const totals = results.map(() => f.local("v128"));
    const part = f.local("v128");

    const addParts = (): void => {
      for (const [j, total] of totals.entries()) {
        f.set(part, v128.load(extra, RESULTS + VECTOR_BYTES * j));
        const pair = fold.doubles(doublesOf(part, 0), doublesOf(part, 1));
        f.set(total, fold.doubles(total, pair));
      }
    };

    repeat(f, keptRows, () => {
      totals.forEach((total) => f.set(total, f64x2.splat(fold.start)));
      repeat(f, foldedRows, () => {
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
        advance(f, foldedAxes, pointers);
      });
      for (const [j, total] of totals.entries()) {
        const result = fold.double(
          f64x2.extractLane(total, 0),
          f64x2.extractLane(total, 1),
        );
        f.do(f32.store(outs[j], f32.demoteF64(result)));
      }
      advance(f, axes, operands.pointers);
    });
  });
  return { fold: run };
}

/** A span that folds its vectors to one for each expression, which it leaves in its extra slots. */
function defineFold(
  module: ModuleBuilder,
  { fold, prepared, kinds, hasRelaxedMadd }: FoldVariant,
): Span {
  const expressions = new VectorExpressions(module, prepared, {
    hasRelaxedMadd,
  });
  const isUnrolled = expressions.isQuick && !kinds.includes("strided");
  const parameterCount = prepared.parameters.length;
  return defineSpan(module, kinds, parameterCount, (context) => {
    const { f, places, parameters, extra, vectors } = context;
    expressions.begin(f);
    const repeated = readRepeated(f, places);
    const mask = f.local("v128", v128.load(extra, MASK));
    const start = f32x4.splat(fold.start);
    const sums = prepared.results.map(() =>
      Array.from({ length: ACCUMULATORS }, () => f.local("v128", start))
    );
    // Vectors behind the last four go to the first accumulator, so that the code need not be as long for them.
    const rest = f.local("i32", i32.and(vectors, ACCUMULATORS - 1));
    const next = f.local("v128");
    const addInTurn = (own: readonly Local<"v128">[], value: Value<"v128">) => {
      f.set(next, fold.floats(own[0], value));
      own.slice(1).forEach((sum, i) => f.set(own[i], sum));
      f.set(own[ACCUMULATORS - 1], next);
    };
    const unroll = isUnrolled ? ACCUMULATORS : 1;
    eachVector(context, unroll, (ahead, isWhole) => {
      const inputs = readInputs(f, places, repeated, ahead);
      const values = expressions.emit(f, inputs, parameters);
      for (const [j, value] of values.entries()) {
        const own = sums[j];
        const addTo = (sum: Local<"v128">): void => {
          const counted = isWhole ? value : v128.bitselect(value, start, mask);
          f.set(sum, fold.floats(sum, counted));
        };
        if (isUnrolled) addTo(own[ahead]);
        else {
          f.if(
            i32.gtU(vectors, rest),
            () => addInTurn(own, value),
            () => addTo(own[0]),
          );
        }
      }
    });
    for (const [j, [first, ...others]] of sums.entries()) {
      const sum = others.reduce<Value<"v128">>(fold.floats, first);
      f.do(v128.store(extra, sum, RESULTS + VECTOR_BYTES * j));
    }
  });
}

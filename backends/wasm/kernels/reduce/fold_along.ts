/** Folds each row to one number, or to one of each expression. */

import {
  f32,
  f32x4,
  f64x2,
  i32,
  i32x4,
  type Local,
  type ModuleBuilder,
  v128,
  type Value,
  words,
} from "../../assembler/mod.ts";
import { VectorExpressions } from "../../expression/compile.ts";
import { advance } from "../../rows/odometer.ts";
import type { Kind } from "../../rows/operands.ts";
import {
  callSpan,
  callSpanOnTail,
  defineSpan,
  eachVector,
  readInputs,
  readRepeated,
} from "../../rows/span.ts";
import { TableLayout } from "../../rows/table.ts";
import type { Call, WasmRuntime } from "../../runtime.ts";
import {
  doublesOf,
  firstLanes,
  foldCall,
  type FoldLoop,
  type FoldVariant,
  HEAD,
  repeat,
} from "./fold.ts";

/** Vectors folded in float32, by four accumulators in turn, before float64 takes over. */
const BLOCK = 256;
const ACCUMULATORS = 4;
/** The slots of vectors behind those of the inputs: which lanes of a span's last count, and its results. */
const MASK = 0, RESULTS = 16;

/** The call that folds the rows and all axes along which the output does not step; its table is added to `space`. */
export function foldAlong(
  runtime: WasmRuntime,
  key: string,
  variant: FoldVariant,
  loop: FoldLoop,
  space: DisposableStack,
): Call {
  const { run } = runtime.kernel(
    `fold along ${key}`,
    (module) => build(module, variant),
  );
  const { prepared } = variant;
  const layout = layoutOf(variant);
  const call = { ...loop, prepared, numbers: [] };
  return foldCall(runtime, run, layout, call, space);
}

function layoutOf({ kinds, prepared }: FoldVariant): TableLayout {
  return new TableLayout({
    numbers: HEAD,
    vectors: kinds.length + 1 + prepared.results.length,
    parameters: prepared.parameters.length,
    operands: kinds.length + prepared.results.length,
  });
}

function build(module: ModuleBuilder, variant: FoldVariant): void {
  const { fold, kinds, prepared: { results } } = variant;
  const span = defineFold(module, variant);
  const layout = layoutOf(variant);
  module.define({ name: "run", params: words(1) }, (f, table) => {
    const load = (offset: number) => f.local("i32", i32.load(table, offset));
    const at = (offset: number) => f.local("i32", i32.add(table, offset));
    const [keptRows, foldedRows, vectors, tail, foldedAxes] = [0, 4, 8, 12, 16]
      .map(load);
    const pointers = kinds.map((_, k) => load(layout.pointers + 4 * k));
    const outs = results.map((_, j) =>
      load(layout.pointers + 4 * (kinds.length + j))
    );
    const strides = kinds.map((_, k) => load(layout.strides + 4 * k));
    const [slots, axes] = [at(layout.vectors), at(layout.axes)];
    const parameters = at(layout.parameters);
    const extra = at(layout.vectors + 16 * kinds.length);
    const cursors = kinds.map(() => f.local("i32"));
    const row = { kinds, pointers: cursors, strides, parameters };
    const [left, count] = [f.local("i32"), f.local("i32")];
    const totals = results.map(() => f.local("v128"));
    const part = f.local("v128");

    const addParts = (): void => {
      for (const [j, total] of totals.entries()) {
        f.set(part, v128.load(extra, RESULTS + 16 * j));
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
            inputs: kinds.length,
            vectors: left,
            tail,
            slots,
            extra,
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
      advance(f, axes, [...pointers, ...outs]);
    });
  });
}

/** A span that folds its vectors to one for each expression, which it leaves in its extra slots. */
function defineFold(
  module: ModuleBuilder,
  { fold, prepared, kinds, hasRelaxedMadd }: FoldVariant,
): ReturnType<typeof defineSpan> {
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
      f.do(v128.store(extra, sum, RESULTS + 16 * j));
    }
  });
}

/** Bytes that an operand steps in `vectors` vectors. */
function bytesOf(
  kind: Kind,
  stride: Local<"i32">,
  vectors: Local<"i32">,
): ReturnType<typeof i32.shl> {
  return kind === "dense"
    ? i32.shl(vectors, 4)
    : i32.mul(stride, i32.shl(vectors, 2));
}

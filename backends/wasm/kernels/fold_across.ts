/** Folds rows with each other: the sum of many rows is a row. */

import {
  call,
  f32,
  f32x4,
  f64,
  f64x2,
  type Func,
  i32,
  type ModuleBuilder,
  v128,
  words,
} from "../assembler/mod.ts";
import { VectorExpressions } from "../expression/compile.ts";
import { advance } from "../rows/odometer.ts";
import {
  callSpan,
  callSpanOnTail,
  defineSpan,
  eachVector,
  readInputs,
  readRepeated,
} from "../rows/span.ts";
import { TableLayout } from "../rows/table.ts";
import type { Call, WasmRuntime } from "../runtime.ts";
import {
  doublesOf,
  firstLanes,
  type Fold,
  foldCall,
  type FoldLoop,
  type FoldVariant,
  HEAD,
  repeat,
} from "./fold.ts";

/** Rows folded in float32 before float64 takes over. */
const BLOCK = 64;
const NUMBERS = HEAD + 7;

/** How rows become results. */
export interface Results {
  /** Elements of a result; a row holds `copies` of it, one behind the other. */
  readonly size: number;
  /** How many of them are folded in the end. */
  readonly copies: number;
}

/**
 * The calls that fold all axes along which the output does not step, for one loop after the other, into the same results.
 * What they need in memory is added to `space`.
 */
export function foldAcross(
  runtime: WasmRuntime,
  key: (loop: FoldLoop) => [string, FoldVariant],
  loops: readonly FoldLoop[],
  { size, copies }: Results,
  space: DisposableStack,
): Call[] {
  const vectors = Math.ceil(size * copies / 4);
  const sums = runtime.scratch(vectors * 16 * 3);
  space.use(sums);
  return loops.map((loop, i) => {
    const [name, variant] = key(loop);
    const { run } = runtime.kernel(
      `fold across ${name}`,
      (module) => build(module, variant),
    );
    const call = {
      ...loop,
      parameters: variant.prepared.parameters,
      numbers: [
        +(i === 0),
        +(i === loops.length - 1),
        vectors,
        size,
        copies,
        sums.address,
        sums.address + vectors * 16,
      ],
    };
    return foldCall(runtime, run, layoutOf(variant), call, space);
  });
}

function layoutOf({ kinds, prepared }: FoldVariant): TableLayout {
  return new TableLayout({
    numbers: NUMBERS,
    vectors: kinds.length,
    parameters: prepared.parameters.length,
    operands: kinds.length + 1,
  });
}

function build(module: ModuleBuilder, variant: FoldVariant): void {
  const { fold, kinds } = variant;
  const span = defineFold(module, variant);
  const start = defineStart(module, fold);
  const flush = defineFlush(module, fold);
  const finish = defineFinish(module, fold);
  const layout = layoutOf(variant);
  module.define({ name: "run", params: words(1) }, (f, table) => {
    const load = (offset: number) => f.local("i32", i32.load(table, offset));
    const at = (offset: number) => f.local("i32", i32.add(table, offset));
    const numbers = Array.from({ length: NUMBERS }, (_, i) => load(4 * i));
    const [keptRows, foldedRows, vectors, tail, foldedAxes] = numbers;
    const [isFirst, isLast, width, size, copies, parts, totals] = numbers
      .slice(HEAD);
    const row = {
      kinds,
      pointers: kinds.map((_, k) => load(layout.pointers + 4 * k)),
      strides: kinds.map((_, k) => load(layout.strides + 4 * k)),
      parameters: at(layout.parameters),
    };
    const out = load(layout.pointers + 4 * kinds.length);
    const outStride = load(layout.strides + 4 * kinds.length);
    const [slots, axes] = [at(layout.vectors), at(layout.axes)];
    const end = f.local("i32", i32.add(parts, i32.shl(vectors, 4)));
    const rowsInPart = f.local("i32"), before = f.local("v128");

    repeat(f, keptRows, () => {
      f.if(isFirst, () => f.do(call(start, parts, totals, width)));
      f.set(rowsInPart, 0);
      repeat(f, foldedRows, () => {
        f.if(vectors, () => callSpan(f, span, row, { vectors, extra: parts }));
        f.if(tail, () => {
          f.set(before, v128.load(end));
          callSpanOnTail(f, span, row, {
            inputs: kinds.length,
            vectors,
            tail,
            slots,
            extra: end,
          });
          // The lanes behind the row may be another row's.
          f.do(v128.store(
            end,
            v128.bitselect(v128.load(end), before, firstLanes(tail)),
          ));
        });
        advance(f, foldedAxes, row.pointers);
        f.increase(rowsInPart, 1);
        f.if(i32.eq(rowsInPart, BLOCK), () => {
          f.do(call(flush, parts, totals, width));
          f.set(rowsInPart, 0);
        });
      });
      f.do(call(flush, parts, totals, width));
      f.if(isLast, () => {
        f.do(call(finish, totals, size, copies, out, outStride));
      });
      advance(f, axes, [...row.pointers, out]);
    });
  });
}

/** A span that folds its vectors into those at its extra address. */
function defineFold(
  module: ModuleBuilder,
  { fold, prepared, kinds, hasRelaxedMadd }: FoldVariant,
): Func<"void"> {
  const expressions = new VectorExpressions(module, prepared, {
    hasRelaxedMadd,
  });
  const unroll = expressions.isQuick && !kinds.includes("strided") ? 4 : 1;
  const parameterCount = prepared.parameters.length;
  return defineSpan(module, kinds, parameterCount, (context) => {
    const { f, places, parameters, extra } = context;
    expressions.begin(f);
    const repeated = readRepeated(f, places);
    eachVector(context, unroll, (ahead) => {
      const inputs = readInputs(f, places, repeated, ahead);
      const [value] = expressions.emit(f, inputs, parameters);
      const sum = fold.floats(v128.load(extra, 16 * ahead), value);
      f.do(v128.store(extra, sum, 16 * ahead));
    }, (vectors) => f.increase(extra, 16 * vectors));
  });
}

/** Sets parts and totals to what a fold of nothing gives. */
function defineStart(module: ModuleBuilder, fold: Fold): Func<"void"> {
  return module.define({ params: words(3) }, (f, parts, totals, width) => {
    repeat(f, width, () => {
      f.do(v128.store(parts, f32x4.splat(fold.start)));
      f.do(v128.store(totals, f64x2.splat(fold.start)));
      f.do(v128.store(totals, f64x2.splat(fold.start), 16));
      f.increase(parts, 16);
      f.increase(totals, 32);
    });
  });
}

/** Folds parts into totals and starts the parts again. */
function defineFlush(module: ModuleBuilder, fold: Fold): Func<"void"> {
  return module.define({ params: words(3) }, (f, parts, totals, width) => {
    const part = f.local("v128");
    repeat(f, width, () => {
      f.set(part, v128.load(parts));
      for (const half of [0, 1] as const) {
        const total = v128.load(totals, 16 * half);
        const sum = fold.doubles(total, doublesOf(part, half));
        f.do(v128.store(totals, sum, 16 * half));
      }
      f.do(v128.store(parts, f32x4.splat(fold.start)));
      f.increase(parts, 16);
      f.increase(totals, 32);
    });
  });
}

/** Folds the copies of each element and stores the results. */
function defineFinish(module: ModuleBuilder, fold: Fold): Func<"void"> {
  return module.define(
    { params: words(5) },
    (f, totals, size, copies, out, outStride) => {
      const total = f.local("f64"), at = f.local("i32");
      repeat(f, size, () => {
        f.set(total, fold.start);
        f.set(at, totals);
        repeat(f, copies, () => {
          f.set(total, fold.double(total, f64.load(at)));
          f.increase(at, i32.shl(size, 3));
        });
        f.do(f32.store(out, f32.demoteF64(total)));
        f.increase(out, outStride);
        f.increase(totals, 8);
      });
    },
  );
}

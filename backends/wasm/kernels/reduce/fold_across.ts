/**
 * Folds rows with each other: the sum of many rows is a row. Of several expressions, vectors of the sums lie side by side.
 */

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
} from "../../assembler/mod.ts";
import { VectorExpressions } from "../../expression/compile.ts";
import { advance } from "../../rows/odometer.ts";
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
  type Fold,
  foldCall,
  type FoldLoop,
  type FoldVariant,
  HEAD,
  repeat,
} from "./fold.ts";
import type { PreparedFold } from "./fold_together.ts";

/** Rows folded in float32 before float64 takes over, and in steps of several rows. */
const BLOCK = 64, BLOCK_OF_STEPS = 128;
const NUMBERS = HEAD + 8;

/** How rows become results. */
export interface Results {
  /** Elements of each result; a row holds `copies` of it, one behind the other. */
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
  { prepared, rows, apart }: PreparedFold,
  key: (loop: FoldLoop) => [string, FoldVariant],
  loops: readonly FoldLoop[],
  { size, copies }: Results,
  space: DisposableStack,
): Call[] {
  const vectors = Math.ceil(size * copies / 4);
  const width = vectors * prepared.results.length / rows;
  const block = rows > 1 || apart ? BLOCK_OF_STEPS / rows : BLOCK;
  const sums = runtime.scratch(width * 16 * 3);
  space.use(sums);
  return loops.map((loop, i) => {
    const [name, variant] = key(loop);
    const { run } = runtime.kernel(
      `fold across ${name}`,
      (module) => build(module, variant),
    );
    const call = {
      ...loop,
      prepared,
      numbers: [
        +(i === 0),
        +(i === loops.length - 1),
        width,
        size,
        copies,
        block,
        sums.address,
        sums.address + width * 16,
      ],
    };
    return foldCall(runtime, run, layoutOf(variant), call, space);
  });
}

function layoutOf({ kinds, prepared, rows }: FoldVariant): TableLayout {
  return new TableLayout({
    numbers: NUMBERS,
    vectors: kinds.length,
    parameters: prepared.parameters.length,
    operands: kinds.length + prepared.results.length / rows,
  });
}

function build(module: ModuleBuilder, variant: FoldVariant): void {
  const { fold, kinds, prepared, rows } = variant;
  const results = prepared.results.slice(
    prepared.results.length * (1 - 1 / rows),
  );
  const stride = 16 * results.length;
  const span = defineFold(module, variant);
  const start = defineStart(module, fold);
  const flush = defineFlush(module, fold);
  const finish = defineFinish(module, fold, results.length);
  const layout = layoutOf(variant);
  module.define({ name: "run", params: words(1) }, (f, table) => {
    const load = (offset: number) => f.local("i32", i32.load(table, offset));
    const at = (offset: number) => f.local("i32", i32.add(table, offset));
    const numbers = Array.from({ length: NUMBERS }, (_, i) => load(4 * i));
    const [keptRows, foldedRows, vectors, tail, foldedAxes] = numbers;
    const [isFirst, isLast, width, size, copies, block, parts, totals] = numbers
      .slice(HEAD);
    const row = {
      kinds,
      pointers: kinds.map((_, k) => load(layout.pointers + 4 * k)),
      strides: kinds.map((_, k) => load(layout.strides + 4 * k)),
      parameters: at(layout.parameters),
    };
    const outs = results.map((_, j) =>
      load(layout.pointers + 4 * (kinds.length + j))
    );
    const outStride = load(layout.strides + 4 * kinds.length);
    const [slots, axes] = [at(layout.vectors), at(layout.axes)];
    const end = f.local("i32", i32.add(parts, i32.mul(vectors, stride)));
    const rowsInPart = f.local("i32");
    const before = results.map(() => f.local("v128"));

    repeat(f, keptRows, () => {
      f.if(isFirst, () => f.do(call(start, parts, totals, width)));
      f.set(rowsInPart, 0);
      repeat(f, foldedRows, () => {
        f.if(vectors, () => callSpan(f, span, row, { vectors, extra: parts }));
        f.if(tail, () => {
          before.forEach((part, j) => f.set(part, v128.load(end, 16 * j)));
          callSpanOnTail(f, span, row, {
            inputs: kinds.length,
            vectors,
            tail,
            slots,
            extra: end,
          });
          // The lanes behind the row may be another row's.
          for (const [j, part] of before.entries()) {
            const sum = v128.load(end, 16 * j);
            const own = v128.bitselect(sum, part, firstLanes(tail));
            f.do(v128.store(end, own, 16 * j));
          }
        });
        advance(f, foldedAxes, row.pointers);
        f.increase(rowsInPart, 1);
        f.if(i32.eq(rowsInPart, block), () => {
          f.do(call(flush, parts, totals, width));
          f.set(rowsInPart, 0);
        });
      });
      f.do(call(flush, parts, totals, width));
      f.if(isLast, () => {
        for (const [j, out] of outs.entries()) {
          const first = i32.add(totals, 32 * j);
          f.do(call(finish, first, size, copies, out, outStride));
        }
      });
      advance(f, axes, [...row.pointers, ...outs]);
    });
  });
}

/** A span that folds its vectors into those at its extra address. */
function defineFold(
  module: ModuleBuilder,
  { fold, prepared, kinds, rows, hasRelaxedMadd }: FoldVariant,
): Func<"void"> {
  const expressions = new VectorExpressions(module, prepared, {
    hasRelaxedMadd,
  });
  const unroll = expressions.isQuick && !kinds.includes("strided") ? 4 : 1;
  const parameterCount = prepared.parameters.length;
  const results = prepared.results.length / rows;
  return defineSpan(module, kinds, parameterCount, (context) => {
    const { f, places, parameters, extra } = context;
    expressions.begin(f);
    const repeated = readRepeated(f, places);
    eachVector(context, unroll, (ahead) => {
      const inputs = readInputs(f, places, repeated, ahead);
      const values = expressions.emit(f, inputs, parameters);
      for (let j = 0; j < results; j++) {
        const at = 16 * (ahead * results + j);
        let sum = v128.load(extra, at);
        for (let row = 0; row < rows; row++) {
          sum = fold.floats(sum, values[row * results + j]);
        }
        f.do(v128.store(extra, sum, at));
      }
    }, (vectors) => f.increase(extra, 16 * vectors * results));
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

/** Folds the copies of each element of one result, of `results` side by side, and stores them. */
function defineFinish(
  module: ModuleBuilder,
  fold: Fold,
  results: number,
): Func<"void"> {
  return module.define(
    { params: words(5) },
    (f, totals, size, copies, out, outStride) => {
      const total = f.local("f64");
      const first = f.local("i32", 0), element = f.local("i32");
      repeat(f, size, () => {
        f.set(total, fold.start);
        f.set(element, first);
        repeat(f, copies, () => {
          const vector = i32.mul(i32.shrU(element, 2), 32 * results);
          const lane = i32.shl(i32.and(element, 3), 3);
          const at = i32.add(totals, i32.add(vector, lane));
          f.set(total, fold.double(total, f64.load(at)));
          f.increase(element, size);
        });
        f.do(f32.store(out, f32.demoteF64(total)));
        f.increase(out, outStride);
        f.increase(first, 1);
      });
    },
  );
}

/**
 * Reduces rows with each other: the sum of many rows is a row. The sums of several expressions lie side by side, vector by
 * vector.
 */

import type { Held } from "../../held.ts";
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
} from "../../assembler/mod.ts";
import { defineMap } from "../../expression/span.ts";
import { advance } from "../../rows/odometer.ts";
import { callSpan, callSpanOnTail, type Span } from "../../rows/span.ts";
import { TABLE, TableLayout } from "../../rows/table.ts";
import type { Call, WasmRuntime } from "../../runtime.ts";
import { DOUBLE_BYTES, LANES, VECTOR_BYTES } from "../../sizes.ts";
import {
  doublesOf,
  firstLanes,
  NUMBERS,
  readReduction,
  reduceCall,
  type ReduceLoop,
  type Reducer,
  type ReduceVariant,
  repeat,
} from "./reducer.ts";
import type { PreparedReduction } from "./steps.ts";

/** Rows added in float32 before float64 takes over: taken one by one, and in steps of several rows. */
const BLOCK = 64, BLOCK_OF_STEPS = 128;
/** Bytes of a vector's elements in float64. */
const DOUBLES = LANES * DOUBLE_BYTES;
/** Numbers of its tables: the kernel's place among its loops, sizes, and where sums are. */
const ALL_NUMBERS = [
  ...NUMBERS,
  "isFirst",
  "isLast",
  "width",
  "size",
  "copies",
  "block",
  "parts",
  "totals",
] as const;

/** How rows become results. */
export interface Results {
  /** Elements of each result; a row holds `copies` of it, one behind the other. */
  readonly size: number;
  /** How many copies are reduced to one in the end. */
  readonly copies: number;
}

/**
 * The calls that reduce all axes along which the output does not step: one loop after the other, into the same results.
 * What they need in memory is added to `space`.
 */
export function reduceAcross(
  runtime: WasmRuntime,
  { prepared, rows, apart }: PreparedReduction,
  variantOf: (loop: ReduceLoop) => [string, ReduceVariant],
  { loops, results: { size, copies } }: {
    loops: readonly ReduceLoop[];
    results: Results;
  },
  space: Held,
): Call[] {
  const vectors = Math.ceil(size * copies / LANES);
  const width = vectors * prepared.results.length / rows;
  const block = rows > 1 || apart ? BLOCK_OF_STEPS / rows : BLOCK;
  const sums = runtime.scratch(width * (VECTOR_BYTES + DOUBLES));
  space.use(sums);
  return loops.map((loop, i) => {
    const [name, variant] = variantOf(loop);
    const { reduce: kernel } = runtime.kernels(
      `reduce across ${name}`,
      (module) => define(module, variant),
    );
    const call = {
      ...loop,
      prepared,
      numbers: {
        isFirst: +(i === 0),
        isLast: +(i === loops.length - 1),
        width,
        size,
        copies,
        block,
        parts: sums.address,
        totals: sums.address + width * VECTOR_BYTES,
      },
    };
    const layout = layoutOf(variant);
    return reduceCall(runtime, { kernel, layout }, call, space);
  });
}

function layoutOf(
  { kinds, prepared, rows }: ReduceVariant,
): TableLayout<typeof ALL_NUMBERS[number]> {
  return new TableLayout({
    numbers: ALL_NUMBERS,
    pointers: ["parts", "totals"],
    vectors: kinds.length,
    parameters: prepared.parameters.length,
    operands: kinds.length + prepared.results.length / rows,
  });
}

function define(
  module: ModuleBuilder,
  variant: ReduceVariant,
) {
  const { reducer, kinds, prepared, rows } = variant;
  const results = prepared.results.slice(
    prepared.results.length * (1 - 1 / rows),
  );
  const stride = VECTOR_BYTES * results.length;
  const span = defineReducer(module, variant);
  const start = defineStart(module, reducer);
  const flush = defineFlush(module, reducer);
  const finish = defineFinish(module, reducer, results.length);
  const run = module.define({ params: TABLE }, (f, { table }) => {
    const { numbers, row, outs, outStride, slots, axes, reducedAxes } =
      readReduction(
        f,
        table,
        kinds,
        layoutOf(variant),
      );
    const { keptRows, reducedRows, vectors, tail, ...own } = numbers;
    const { isFirst, isLast, width, size, copies, block, parts, totals } = own;
    const inputs = kinds.length;
    const end = f.address(i32.add(parts, i32.mul(vectors, stride)));
    const rowsInPart = f.local("i32");
    const before = results.map(() => f.local("v128"));

    repeat(f, keptRows, () => {
      f.if(isFirst, () => f.do(call(start, { parts, totals, width })));
      f.set(rowsInPart, 0);
      repeat(f, reducedRows, () => {
        f.if(vectors, () => callSpan(f, span, row, { vectors, extra: parts }));
        f.if(tail, () => {
          before.forEach((part, j) =>
            f.set(part, v128.load(end, VECTOR_BYTES * j))
          );
          callSpanOnTail(f, span, row, {
            ...{ inputs, vectors, tail, slots },
            extra: end,
          });
          // The lanes behind the row may be another row's.
          for (const [j, part] of before.entries()) {
            const sum = v128.load(end, VECTOR_BYTES * j);
            const kept = v128.bitselect(sum, part, firstLanes(tail));
            f.do(v128.store(end, kept, VECTOR_BYTES * j));
          }
        });
        advance(f, reducedAxes, row.pointers);
        f.increase(rowsInPart, 1);
        f.if(i32.eq(rowsInPart, block), () => {
          f.do(call(flush, { parts, totals, width }));
          f.set(rowsInPart, 0);
        });
      });
      f.do(call(flush, { parts, totals, width }));
      f.if(isLast, () => {
        for (const [j, out] of outs.entries()) {
          const first = i32.add(totals, DOUBLES * j);
          const sizes = { size, copies, outStride };
          f.do(call(finish, { totals: first, out, ...sizes }));
        }
      });
      advance(f, axes, [...row.pointers, ...outs]);
    });
  });
  return { reduce: run };
}

/** A span that reduces its vectors into those at its extra address. */
function defineReducer(module: ModuleBuilder, variant: ReduceVariant): Span {
  const { reducer, prepared, rows } = variant;
  const results = prepared.results.length / rows;
  return defineMap(module, variant, ({ f, extra }, each) => {
    each((values, ahead) => {
      for (let j = 0; j < results; j++) {
        const at = VECTOR_BYTES * (ahead * results + j);
        let sum = v128.load(extra, at);
        for (let row = 0; row < rows; row++) {
          sum = reducer.floats(sum, values[row * results + j]);
        }
        f.do(v128.store(extra, sum, at));
      }
    }, (vectors) => f.increase(extra, VECTOR_BYTES * vectors * results));
  });
}

/** Vectors of sums in float32, and the same in float64. */
const SUMS = { parts: "pointer", totals: "pointer", width: "size" } as const;

/** Sets parts and totals to what a reduction of nothing gives. */
function defineStart(
  module: ModuleBuilder,
  reducer: Reducer,
): Func<"void", typeof SUMS> {
  return module.define({ params: SUMS }, (f, { parts, totals, width }) => {
    repeat(f, width, () => {
      f.do(v128.store(parts, f32x4.splat(reducer.start)));
      f.do(v128.store(totals, f64x2.splat(reducer.start)));
      f.do(v128.store(totals, f64x2.splat(reducer.start), VECTOR_BYTES));
      f.increase(parts, VECTOR_BYTES);
      f.increase(totals, DOUBLES);
    });
  });
}

/** Adds parts to totals and starts the parts again. */
function defineFlush(
  module: ModuleBuilder,
  reducer: Reducer,
): Func<"void", typeof SUMS> {
  return module.define({ params: SUMS }, (f, { parts, totals, width }) => {
    const part = f.local("v128");
    repeat(f, width, () => {
      f.set(part, v128.load(parts));
      for (const half of [0, 1] as const) {
        const total = v128.load(totals, VECTOR_BYTES * half);
        const sum = reducer.doubles(total, doublesOf(part, half));
        f.do(v128.store(totals, sum, VECTOR_BYTES * half));
      }
      f.do(v128.store(parts, f32x4.splat(reducer.start)));
      f.increase(parts, VECTOR_BYTES);
      f.increase(totals, DOUBLES);
    });
  });
}

const RESULT = {
  totals: "pointer",
  size: "size",
  copies: "size",
  out: "pointer",
  outStride: "size",
} as const;

/** Reduces the copies of each element of one result, of `results` side by side, and stores them. */
function defineFinish(
  module: ModuleBuilder,
  reducer: Reducer,
  results: number,
): Func<"void", typeof RESULT> {
  return module.define(
    { params: RESULT },
    (f, { totals, size, copies, out, outStride }) => {
      const total = f.local("f64");
      const first = f.local("i32", 0), element = f.local("i32");
      repeat(f, size, () => {
        f.set(total, reducer.start);
        f.set(element, first);
        repeat(f, copies, () => {
          const vector = i32.mul(i32.divU(element, LANES), DOUBLES * results);
          const lane = i32.mul(i32.remU(element, LANES), DOUBLE_BYTES);
          const at = i32.add(totals, i32.add(vector, lane));
          f.set(total, reducer.double(total, f64.load(at)));
          f.increase(element, size);
        });
        f.do(f32.store(out, f32.demoteF64(total)));
        f.increase(out, outStride);
        f.increase(first, 1);
      });
    },
  );
}

/**
 * Reduces short rows to one number each, or to one for each expression: the lanes of four rows are joined at a time, in the
 * order in which `along.ts` joins those of one.
 */

import type { Held } from "../../held.ts";
import {
  f32x4,
  type FunctionBuilder,
  i32,
  type Local,
  minU,
  type ModuleBuilder,
  transposeSquare,
  v128,
  type Value,
} from "../../assembler/mod.ts";
import { VectorExpressions } from "../../expression/compile.ts";
import { UNROLL } from "../../expression/span.ts";
import { rowsOf } from "../../rows/loop.ts";
import { advance, odometerTable } from "../../rows/odometer.ts";
import type { Place } from "../../rows/operands.ts";
import { eachVector, inputReader, readRepeated } from "../../rows/span.ts";
import { TABLE, TableLayout } from "../../rows/table.ts";
import { onlyLanes, readLanes } from "../../rows/tail.ts";
import type { Call, WasmRuntime } from "../../runtime.ts";
import { FLOAT_BYTES, LANES, VECTOR_BYTES } from "../../sizes.ts";
import { LaneSums } from "./lane_sums.ts";
import {
  doublesOf,
  isReduced,
  type ReduceLoop,
  type Reducer,
  type ReduceVariant,
  repeat,
} from "./reducer.ts";

type Word = Local<"i32">;

/** The most elements of a row: lanes are then joined only once. */
const LONGEST = 1024;
/** Rows whose lanes are joined together, and the bytes of a vector for each of them. */
const ROWS = LANES, SQUARE = ROWS * VECTOR_BYTES;

/** What a module is compiled for: rows that have whole vectors or not, and `tail` elements behind them. */
interface Variant extends ReduceVariant {
  readonly hasVectors: boolean;
  readonly tail: number;
}

/** Whether a reduction is one of short rows that lie dense, with no other axis that goes. */
export function isShort(
  { kinds }: ReduceVariant,
  { axes, row }: ReduceLoop,
): boolean {
  return row.size <= LONGEST && !kinds.includes("strided") &&
    !axes.some(isReduced);
}

/** The call that reduces such rows; its table is added to `space`. */
export function reduceShort(
  runtime: WasmRuntime,
  key: string,
  of: ReduceVariant,
  { addresses, axes, row }: ReduceLoop,
  space: Held,
): Call {
  const vectors = Math.floor(row.size / LANES), tail = row.size % LANES;
  const variant: Variant = { ...of, tail, hasVectors: vectors > 0 };
  const { reduce } = runtime.kernels(
    `reduce short ${variant.hasVectors} ${tail} ${key}`,
    (module) => define(module, variant),
  );
  const single = { size: 1, strides: addresses.map(() => 0) };
  const inner = axes.at(-1) ?? single;
  const content = {
    numbers: { groups: rowsOf(axes), rows: inner.size, vectors },
    parameters: of.prepared.parameters,
    addresses,
    strides: inner.strides,
    axes: odometerTable(axes.slice(0, -1), addresses.length),
  };
  return layoutOf(variant).bind(runtime, reduce, content, space);
}

function layoutOf(
  { kinds, prepared: { parameters, results } }: ReduceVariant,
): TableLayout<"groups" | "rows" | "vectors"> {
  return new TableLayout({
    numbers: ["groups", "rows", "vectors"],
    vectors: 2 * ROWS * results.length,
    parameters: parameters.length,
    operands: kinds.length + results.length,
  });
}

function define(module: ModuleBuilder, variant: Variant) {
  const { prepared, kinds, reducer, hasVectors, tail } = variant;
  const inputs = kinds.length, { hasRelaxedMadd } = variant;
  const expressions = new VectorExpressions(module, prepared, {
    hasRelaxedMadd,
  });
  const reduce = module.define({ params: TABLE }, (f, { table }) => {
    const { numbers, strides, pointers, axes, ...read } = layoutOf(variant)
      .read(f, table);
    const { groups, rows, vectors } = numbers, squares = read.vectors;
    const parameters = prepared.parameters.map((_, i) =>
      f.local("v128", v128.load32Splat(read.parameters, FLOAT_BYTES * i))
    );
    expressions.begin(f);
    const cursors = pointers.map(() => f.address());
    const jumps = kinds.map((kind, k) =>
      kind === "dense" && hasVectors
        ? f.local("i32", i32.sub(strides[k], i32.mul(vectors, VECTOR_BYTES)))
        : strides[k]
    );
    const places = kinds.map((kind, k): Place => ({
      ...{ kind, pointer: cursors[k], stride: strides[k] },
    }));
    const sums = new LaneSums(f, reducer, prepared.results.length, vectors);
    const [rest, count, left] = [0, 1, 2].map(() => f.local("i32"));
    const to = f.address();

    const reduceRow = (): void => {
      const repeated = readRepeated(f, places);
      const emit = (read: (k: number) => Local<"v128">) => {
        const values: Local<"v128">[] = [];
        expressions.emit(f, [read], parameters, (j, _, value) => {
          values[j] = value;
        });
        return values;
      };
      if (hasVectors) {
        sums.start();
        f.set(left, vectors);
        const unroll = expressions.isQuick ? UNROLL : 1;
        eachVector({ f, places, vectors: left }, unroll, (ahead) => {
          const values = emit(inputReader(f, places, repeated, ahead));
          values.forEach((value, j) =>
            unroll > 1
              ? sums.add(j, value, ahead)
              : sums.addInTurn(j, value, left)
          );
        });
        prepared.results.forEach((_, j) =>
          f.do(v128.store(to, sums.total(j), 2 * j * SQUARE))
        );
      }
      if (tail > 0) {
        const values = emit((k) =>
          repeated.get(k) ?? readLanes(f, cursors[k], 0, tail)
        );
        const start = f32x4.splat(reducer.start);
        values.forEach((value, j) => {
          const sum = reducer.floats(start, onlyLanes(value, start, tail));
          f.do(v128.store(to, sum, (2 * j + 1) * SQUARE));
        });
      }
      jumps.forEach((jump, k) => f.increase(cursors[k], jump));
    };

    repeat(f, groups, () => {
      cursors.forEach((cursor, k) => f.set(cursor, pointers[k]));
      f.set(rest, rows);
      f.while(rest, () => {
        f.set(count, minU(rest, ROWS));
        f.set(to, squares);
        repeat(f, count, () => {
          reduceRow();
          f.increase(to, VECTOR_BYTES);
        });
        prepared.results.forEach((_, j) => {
          const own = [hasVectors ? 0 : 1, tail > 0 ? 1 : 0]
            .filter((part, i, all) => all.indexOf(part) === i)
            .map((part) => (2 * j + part) * SQUARE);
          const joined = f.local("v128", join(f, reducer, squares, own));
          const out = inputs + j;
          for (let row = 0; row < ROWS; row++) {
            f.if(i32.gtU(count, row), () => {
              f.do(v128.store32Lane(cursors[out], joined, row));
              f.increase(cursors[out], strides[out]);
            });
          }
        });
        f.set(rest, i32.sub(rest, count));
      });
      advance(f, axes, pointers);
    });
  });
  return { reduce };
}

/** The results of four rows, from squares of their lanes at some offsets. */
function join(
  f: FunctionBuilder,
  reducer: Reducer,
  squares: Word,
  offsets: readonly number[],
): Value<"v128"> {
  const parts = offsets.map((offset) => {
    const rows = Array.from(
      { length: ROWS },
      (_, row) =>
        f.local("v128", v128.load(squares, offset + row * VECTOR_BYTES)),
    );
    return transposeSquare(f, rows).map((lane) => f.local("v128", lane));
  });
  const [low, high] = ([0, 1] as const).map((half) => {
    const pair = (lane: number): Value<"v128"> => {
      const [one, other] = parts.map((lanes) =>
        reducer.doubles(
          doublesOf(lanes[lane], half),
          doublesOf(lanes[lane + 2], half),
        )
      );
      return other ? reducer.doubles(one, other) : one;
    };
    return f32x4.demoteF64x2Zero(reducer.doubles(pair(0), pair(1)));
  });
  return f32x4.shuffle(low, high, [0, 1, 4, 5]);
}

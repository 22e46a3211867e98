/** Rows looked up in a table, and rows added where they were looked up. */

import type { Operand } from "../../backend.ts";
import { sizeOf } from "../../view.ts";
import {
  f32,
  f32x4,
  type FunctionBuilder,
  i32,
  type Local,
  type ModuleBuilder,
  v128,
  words,
} from "../assembler/mod.ts";
import { FLOAT_BYTES, type WasmRuntime } from "../runtime.ts";

type Word = Local<"i32">;

/** Copies the rows of `table` that the indices name; `absent` where they name none. */
export function runGather(
  runtime: WasmRuntime,
  table: Operand,
  indices: Operand,
  out: Operand,
  absent: number,
): void {
  const start = runtime.address(out) / FLOAT_BYTES;
  const size = sizeOf(out.view.shape);
  runtime.memory.f32.fill(absent, start, start + size);
  const { gather } = runtime.kernel("gather", build);
  gather(...argumentsOf(runtime, table, indices, out));
}

/** Adds the rows of `values` to those of `out` that the indices name. */
export function runScatterAdd(
  runtime: WasmRuntime,
  values: Operand,
  indices: Operand,
  out: Operand,
): void {
  const start = runtime.address(out) / FLOAT_BYTES;
  runtime.memory.f32.fill(0, start, start + sizeOf(out.view.shape));
  const { scatterAdd } = runtime.kernel("gather", build);
  scatterAdd(...argumentsOf(runtime, out, indices, values));
}

function argumentsOf(
  runtime: WasmRuntime,
  table: Operand,
  indices: Operand,
  list: Operand,
): number[] {
  const addresses = [table, indices, list]
    .map((operand) => runtime.address(operand));
  const [count] = indices.view.shape;
  return [...addresses, count, ...table.view.shape];
}

function build(module: ModuleBuilder): void {
  defineOnRows(module, "gather", (f, inTable, inList, n) => {
    alongRow(
      f,
      [inTable, inList, n],
      () => f.do(v128.store(inList, v128.load(inTable))),
      () => f.do(f32.store(inList, f32.load(inTable))),
    );
  });
  defineOnRows(module, "scatterAdd", (f, inTable, inList, n) => {
    const vectors = [inTable, inList].map((at) => v128.load(at));
    const floats = [inTable, inList].map((at) => f32.load(at));
    alongRow(
      f,
      [inTable, inList, n],
      () => f.do(v128.store(inTable, f32x4.add(vectors[0], vectors[1]))),
      () => f.do(f32.store(inTable, f32.add(floats[0], floats[1]))),
    );
  });
}

/** Defines a function that works on each row of the list together with the row of the table that its index names. */
function defineOnRows(
  module: ModuleBuilder,
  name: string,
  onRow: (f: FunctionBuilder, inTable: Word, inList: Word, n: Word) => void,
): void {
  module.define(
    { name, params: words(7) },
    (f, table, indices, list, count, groups, rows, width) => {
      const g = f.local("i32"), i = f.local("i32"), row = f.local("i32");
      const inTable = f.local("i32"), inList = f.local("i32");
      const at = f.local("i32"), n = f.local("i32"), index = f.local("f32");
      const bytes = f.local("i32", i32.shl(width, 2));
      f.for(g, 0, groups, 1, () => {
        f.set(at, indices);
        f.for(i, 0, count, 1, () => {
          f.set(index, f32.load(at));
          // What is too large for an integer becomes the largest, and NaN becomes 0.
          f.set(row, i32.truncSatF32S(index));
          f.set(
            row,
            i32.select(i32.ltS(row, 0), i32.add(row, rows), row),
          );
          const isNumber = f32.eq(index, index);
          f.if(i32.and(isNumber, i32.ltU(row, rows)), () => {
            f.set(inTable, i32.add(table, i32.mul(row, bytes)));
            f.set(inList, list);
            f.set(n, width);
            onRow(f, inTable, inList, n);
          });
          f.increase(at, FLOAT_BYTES);
          f.increase(list, bytes);
        });
        f.increase(table, i32.mul(rows, bytes));
      });
    },
  );
}

/** Steps through `n` elements at two addresses, four at a time as long as there are so many. */
function alongRow(
  f: FunctionBuilder,
  [a, b, n]: readonly [Word, Word, Word],
  four: () => void,
  one: () => void,
): void {
  const move = (elements: number): void => {
    f.increase(a, FLOAT_BYTES * elements);
    f.increase(b, FLOAT_BYTES * elements);
    f.increase(n, -elements);
  };
  f.while(i32.geU(n, 4), () => {
    four();
    move(4);
  });
  f.while(n, () => {
    one();
    move(1);
  });
}

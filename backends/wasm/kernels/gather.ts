/** Looks rows up in a table, and adds rows where they were looked up. */

import type { Args, Operand } from "../../backend.ts";
import { sizeOf } from "../../view.ts";
import {
  type Access,
  f32,
  f32x4,
  type Func,
  i32,
  inVectors,
  type Local,
  type ModuleBuilder,
  type Value,
} from "../assembler/mod.ts";
import type { Arguments } from "../kernel.ts";
import type { WasmRuntime } from "../runtime.ts";
import { FLOAT_BYTES } from "../sizes.ts";

type Word = Local<"i32">;

/** Copies the rows of `table` that the indices name; `absent` where they name none. */
export function runGather(
  runtime: WasmRuntime,
  ...[table, indices, out, absent]: Args<"gather">
): void {
  const start = runtime.address(out) / FLOAT_BYTES;
  const size = sizeOf(out.view.shape);
  runtime.memory.f32.fill(absent, start, start + size);
  const { gather } = runtime.kernels("gather", define);
  gather.run(argumentsOf(runtime, table, indices, out));
}

/** Adds the rows of `values` to those of `out` that the indices name. */
export function runScatterAdd(
  runtime: WasmRuntime,
  ...[values, indices, out]: Args<"scatterAdd">
): void {
  const start = runtime.address(out) / FLOAT_BYTES;
  runtime.memory.f32.fill(0, start, start + sizeOf(out.view.shape));
  const { scatterAdd } = runtime.kernels("gather", define);
  scatterAdd.run(argumentsOf(runtime, out, indices, values));
}

/** Rows of a list, each with an index, and tables of rows: for every table all indices. */
const PARAMS = {
  table: "pointer",
  indices: "pointer",
  list: "pointer",
  /** Indices. */
  count: "size",
  /** Tables. */
  tables: "size",
  /** Rows of a table. */
  rows: "size",
  /** Elements of a row. */
  width: "size",
} as const;

function argumentsOf(
  runtime: WasmRuntime,
  table: Operand,
  indices: Operand,
  list: Operand,
): Arguments<typeof PARAMS> {
  const [count] = indices.view.shape;
  const [tables, rows, width] = table.view.shape;
  return {
    table: runtime.address(table),
    indices: runtime.address(indices),
    list: runtime.address(list),
    count,
    tables,
    rows,
    width,
  };
}

type RowFunc = Func<"void", typeof PARAMS>;

function define(module: ModuleBuilder) {
  const gather = defineOnRows(
    module,
    ({ load, store }, inTable, inList) => store(inList, load(inTable)),
  );
  const scatterAdd = defineOnRows(
    module,
    ({ load, store }, inTable, inList) =>
      store(inTable, f32x4.add(load(inTable), load(inList))),
  );
  return { gather, scatterAdd };
}

/** Defines a function that works on each row of the list together with the row of the table that its index names. */
function defineOnRows(
  module: ModuleBuilder,
  onFloats: (access: Access, inTable: Word, inList: Word) => Value<"void">,
): RowFunc {
  return module.define(
    { params: PARAMS },
    (f, { table, indices, list, count, tables, rows, width }) => {
      const t = f.local("i32"), i = f.local("i32"), row = f.local("i32");
      const inTable = f.address(), inList = f.address();
      const at = f.address(), n = f.local("i32"), index = f.local("f32");
      const bytes = f.local("i32", i32.mul(width, FLOAT_BYTES));
      f.for(t, 0, tables, 1, () => {
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
            inVectors(
              f,
              n,
              [inTable, inList],
              (access) => f.do(onFloats(access, inTable, inList)),
            );
          });
          f.increase(at, FLOAT_BYTES);
          f.increase(list, bytes);
        });
        f.increase(table, i32.mul(rows, bytes));
      });
    },
  );
}

/** Copies of transposed operands, in squares of four by four elements. */

import {
  call,
  f32,
  f32x4,
  type FunctionBuilder,
  i32,
  type Local,
  type ModuleBuilder,
  v128,
  type Value,
  words,
} from "../../assembler/mod.ts";
import { type Loop, rowsOf } from "../../rows/loop.ts";
import { advance, odometerTable } from "../../rows/odometer.ts";
import { TableLayout } from "../../rows/table.ts";
import type { Call, WasmRuntime } from "../../runtime.ts";

type Word = Local<"i32">;

/** Squares side by side whose columns are one cache line of the input. */
const SQUARES = 4;
const LAYOUT = new TableLayout({
  numbers: 6,
  vectors: 0,
  parameters: 0,
  operands: 2,
});

/** Whether the two operands of a loop lie as a matrix and its transpose do. */
export function isTransposed({ axes }: Loop): boolean {
  const [stepIn, stepOut] = axes[axes.length - 1].strides;
  const column = columnOf(axes);
  return column >= 0 && column < axes.length - 1 && stepOut === 1 && stepIn > 1;
}

/** The call that copies the first operand of such a loop to the second one; its table is added to `space`. */
export function transposeCall(
  runtime: WasmRuntime,
  { addresses, axes }: Loop,
  space: DisposableStack,
): Call {
  const row = axes[axes.length - 1];
  const column = columnOf(axes);
  const { size, strides } = axes[column];
  const others = axes.toSpliced(column, 1);
  const table = odometerTable(others.slice(0, -1), 2);
  const scratch = runtime.scratch(LAYOUT.axes + table.length * 4);
  space.use(scratch);
  LAYOUT.write(runtime.memory, scratch.address, {
    numbers: [
      rowsOf(others),
      row.size,
      size,
      row.strides[0] * 4,
      strides[1] * 4,
    ],
    parameters: [],
    addresses,
    strides: [],
    axes: table,
  });
  return [runtime.kernel("transpose", build).run, scratch.address];
}

/** The axis along which the input's elements follow each other, or -1. */
function columnOf(axes: Loop["axes"]): number {
  return axes.findIndex(({ strides }) => strides[0] === 1);
}

function build(module: ModuleBuilder): void {
  // `high` elements along the output's rows, which are `step` bytes apart in the input; `wide` along the input's.
  const params = words(6);
  const matrix = module.define(
    { params },
    (f, from, to, high, wide, step, rowOut) => {
      const column = f.local("i32"), row = f.local("i32");
      const wholeRows = f.local("i32", i32.and(high, -4));
      const at = (base: Word, i: Word, first: Value<"i32">, along: Word) =>
        i32.add(i32.add(base, i32.mul(i, along)), first);
      const strip = (squares: number): void => {
        f.set(row, 0);
        f.while(i32.ltU(row, wholeRows), () => {
          for (let square = 0; square < squares; square++) {
            const input = at(from, row, i32.shl(column, 2), step);
            const output = at(to, column, i32.shl(row, 2), rowOut);
            const skip = i32.mul(rowOut, 4 * square);
            transposeSquare(f, {
              input: f.local("i32", i32.add(input, 16 * square)),
              output: f.local("i32", i32.add(output, skip)),
              step,
              rowOut,
            });
          }
          f.increase(row, 4);
        });
        f.while(i32.ltU(row, high), () => {
          const input = f.local("i32");
          const output = f.local("i32");
          f.set(input, at(from, row, i32.shl(column, 2), step));
          f.set(output, at(to, column, i32.shl(row, 2), rowOut));
          for (let i = 0; i < 4 * squares; i++) {
            f.do(f32.store(output, f32.load(input, 4 * i)));
            f.increase(output, rowOut);
          }
          f.increase(row, 1);
        });
      };
      const single = (): void => {
        f.for(row, 0, high, 1, () => {
          const input = at(from, row, i32.shl(column, 2), step);
          const output = at(to, column, i32.shl(row, 2), rowOut);
          f.do(f32.store(output, f32.load(input)));
        });
      };
      for (const squares of [SQUARES, 1]) {
        const next = i32.add(column, 4 * squares);
        f.while(i32.leU(next, wide), () => {
          strip(squares);
          f.increase(column, 4 * squares);
        });
      }
      f.while(i32.ltU(column, wide), () => {
        single();
        f.increase(column, 1);
      });
    },
  );
  module.define({ name: "run", params: words(1) }, (f, table) => {
    const load = (offset: number) => f.local("i32", i32.load(table, offset));
    const [count, ...sizes] = [0, 4, 8, 12, 16].map(load);
    const pointers = [0, 4].map((offset) => load(LAYOUT.pointers + offset));
    const axes = f.local("i32", i32.add(table, LAYOUT.axes));
    f.loop((again) => {
      f.do(call(matrix, ...pointers, ...sizes));
      advance(f, axes, pointers);
      f.increase(count, -1);
      f.branchIf(again, count);
    });
  });
}

/** Four rows of four in, four columns of four out. */
function transposeSquare(
  f: FunctionBuilder,
  { input, output, step, rowOut }: Record<
    "input" | "output" | "step" | "rowOut",
    Word
  >,
): void {
  const rows = [0, 1, 2, 3].map(() => {
    const row = f.local("v128", v128.load(input));
    f.increase(input, step);
    return row;
  });
  const mix = (a: number, b: number, lanes: number[]) =>
    f.local("v128", f32x4.shuffle(rows[a], rows[b], lanes));
  const [low01, low23] = [mix(0, 1, [0, 4, 1, 5]), mix(2, 3, [0, 4, 1, 5])];
  const [high01, high23] = [mix(0, 1, [2, 6, 3, 7]), mix(2, 3, [2, 6, 3, 7])];
  const columns = [
    f32x4.shuffle(low01, low23, [0, 1, 4, 5]),
    f32x4.shuffle(low01, low23, [2, 3, 6, 7]),
    f32x4.shuffle(high01, high23, [0, 1, 4, 5]),
    f32x4.shuffle(high01, high23, [2, 3, 6, 7]),
  ];
  for (const column of columns) {
    f.do(v128.store(output, column));
    f.increase(output, rowOut);
  }
}

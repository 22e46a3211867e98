/** Copies of transposed operands, in squares of four by four elements. */

import type { Held } from "../../held.ts";
import {
  call,
  f32,
  type FunctionBuilder,
  i32,
  type Local,
  type ModuleBuilder,
  transposeSquare,
  v128,
  type Value,
} from "../../assembler/mod.ts";
import { type Loop, rowsOf } from "../../rows/loop.ts";
import { advance, odometerTable } from "../../rows/odometer.ts";
import { TABLE, TableLayout } from "../../rows/table.ts";
import type { Call, WasmRuntime } from "../../runtime.ts";
import { FLOAT_BYTES, LANES, LINE_BYTES, VECTOR_BYTES } from "../../sizes.ts";

type Word = Local<"i32">;

/** Squares side by side whose columns are one cache line of the input. */
const SQUARES = LINE_BYTES / VECTOR_BYTES;
const LAYOUT = new TableLayout({
  numbers: ["count", "high", "wide", "step", "rowOut"],
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
  space: Held,
): Call {
  const row = axes[axes.length - 1];
  const column = columnOf(axes);
  const { size, strides } = axes[column];
  const others = axes.toSpliced(column, 1);
  const { transpose } = runtime.kernels("transpose", define);
  const content = {
    numbers: {
      count: rowsOf(others),
      high: row.size,
      wide: size,
      step: row.strides[0] * FLOAT_BYTES,
      rowOut: strides[1] * FLOAT_BYTES,
    },
    parameters: [],
    addresses,
    strides: [],
    axes: odometerTable(others.slice(0, -1), 2),
  };
  return LAYOUT.bind(runtime, transpose, content, space);
}

/** The axis along which the input's elements follow each other, or -1. */
function columnOf(axes: Loop["axes"]): number {
  return axes.findIndex(({ strides }) => strides[0] === 1);
}

const MATRIX = {
  from: "pointer",
  to: "pointer",
  /** Elements along the output's rows, which are `step` bytes apart in the input. */
  high: "size",
  /** Elements along the input's rows, which are `rowOut` bytes apart in the output. */
  wide: "size",
  step: "size",
  rowOut: "size",
} as const;

function define(module: ModuleBuilder) {
  const matrix = module.define(
    { params: MATRIX },
    (f, { from, to, high, wide, step, rowOut }) => {
      const column = f.local("i32"), row = f.local("i32");
      const wholeRows = f.local("i32", i32.and(high, -LANES));
      const at = (base: Word, i: Word, first: Value<"i32">, along: Word) =>
        i32.add(i32.add(base, i32.mul(i, along)), first);
      const strip = (squares: number): void => {
        f.set(row, 0);
        f.while(i32.ltU(row, wholeRows), () => {
          for (let square = 0; square < squares; square++) {
            const input = at(from, row, i32.mul(column, FLOAT_BYTES), step);
            const output = at(to, column, i32.mul(row, FLOAT_BYTES), rowOut);
            const skip = i32.mul(rowOut, LANES * square);
            copySquare(f, {
              input: f.address(i32.add(input, VECTOR_BYTES * square)),
              output: f.address(i32.add(output, skip)),
              step,
              rowOut,
            });
          }
          f.increase(row, LANES);
        });
        f.while(i32.ltU(row, high), () => {
          const input = f.address();
          const output = f.address();
          f.set(input, at(from, row, i32.mul(column, FLOAT_BYTES), step));
          f.set(output, at(to, column, i32.mul(row, FLOAT_BYTES), rowOut));
          for (let i = 0; i < LANES * squares; i++) {
            f.do(f32.store(output, f32.load(input, FLOAT_BYTES * i)));
            f.increase(output, rowOut);
          }
          f.increase(row, 1);
        });
      };
      const single = (): void => {
        f.for(row, 0, high, 1, () => {
          const input = at(from, row, i32.mul(column, FLOAT_BYTES), step);
          const output = at(to, column, i32.mul(row, FLOAT_BYTES), rowOut);
          f.do(f32.store(output, f32.load(input)));
        });
      };
      for (const squares of [SQUARES, 1]) {
        const next = i32.add(column, LANES * squares);
        f.while(i32.leU(next, wide), () => {
          strip(squares);
          f.increase(column, LANES * squares);
        });
      }
      f.while(i32.ltU(column, wide), () => {
        single();
        f.increase(column, 1);
      });
    },
  );
  const transpose = module.define({ params: TABLE }, (f, { table }) => {
    const { numbers, pointers, axes } = LAYOUT.read(f, table);
    const { count, ...sizes } = numbers, [from, to] = pointers;
    f.loop((again) => {
      f.do(call(matrix, { from, to, ...sizes }));
      advance(f, axes, pointers);
      f.increase(count, -1);
      f.branchIf(again, count);
    });
  });
  return { transpose };
}

/** Four rows of four in, four columns of four out. */
function copySquare(
  f: FunctionBuilder,
  { input, output, step, rowOut }: Record<
    "input" | "output" | "step" | "rowOut",
    Word
  >,
): void {
  const rows = Array.from({ length: LANES }, () => {
    const row = f.local("v128", v128.load(input));
    f.increase(input, step);
    return row;
  });
  for (const column of transposeSquare(f, rows)) {
    f.do(v128.store(output, column));
    f.increase(output, rowOut);
  }
}

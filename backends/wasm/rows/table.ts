/** The table in memory that describes one call to a kernel: sizes, operands, axes. */

import type { Held } from "../held.ts";
import { type FunctionBuilder, i32, type Local } from "../assembler/mod.ts";
import { inOrder, type Kernel } from "../kernel.ts";
import type { Call, WasmRuntime } from "../runtime.ts";
import { FLOAT_BYTES, VECTOR_BYTES, WORD_BYTES } from "../sizes.ts";

type Word = Local<"i32">;

/** The parameters of a kernel that reads a table. */
export const TABLE = { table: "pointer" } as const;

/** What a table has room for. */
export interface TableSize<Name extends string> {
  /** Names of the kernel's own numbers. */
  readonly numbers: readonly Name[];
  /** Those of them that are addresses. */
  readonly pointers?: readonly Name[];
  /** Vectors for the kernel to work with. */
  readonly vectors: number;
  /** Parameters of its expressions. */
  readonly parameters: number;
  /** Operands. */
  readonly operands: number;
}

/** What a table says. */
export interface TableContent<Name extends string> {
  /** The kernel's own numbers. */
  readonly numbers: Readonly<Record<Name, number>>;
  /** The parameters of its expressions. */
  readonly parameters: readonly number[];
  /** Where each operand begins. */
  readonly addresses: readonly number[];
  /** Elements from one to the next along a row, for each operand. */
  readonly strides: readonly number[];
  /** The axes, as `odometerTable` writes them. */
  readonly axes: readonly number[];
}

/** Where the sections of a table lie, in bytes from its start. */
export class TableLayout<Name extends string> {
  readonly #size: TableSize<Name>;
  readonly #vectors: number;
  readonly #parameters: number;
  readonly #pointers: number;
  readonly #strides: number;
  readonly #axes: number;

  /** Lays out a table. */
  constructor(size: TableSize<Name>) {
    const { numbers, vectors, parameters, operands } = size;
    const numberBytes = numbers.length * WORD_BYTES;
    this.#size = size;
    this.#vectors = Math.ceil(numberBytes / VECTOR_BYTES) * VECTOR_BYTES;
    this.#parameters = this.#vectors + vectors * VECTOR_BYTES;
    this.#pointers = this.#parameters + parameters * FLOAT_BYTES;
    this.#strides = this.#pointers + operands * WORD_BYTES;
    this.#axes = this.#strides + operands * WORD_BYTES;
  }

  /** The call of a kernel with a table of its own, which lasts as long as `space`. */
  bind(
    runtime: WasmRuntime,
    kernel: Kernel<typeof TABLE>,
    content: TableContent<Name>,
    space: Held,
  ): Call {
    const { numbers, parameters, addresses, strides, axes } = content;
    const block = runtime.table(this.#axes + axes.length * WORD_BYTES);
    space.use(block);
    const { memory } = runtime, { i32, f32 } = memory;
    const put = (
      words: Int32Array | Float32Array,
      offset: number,
      values: readonly number[],
    ): void => {
      // A loop over so few takes less time than a call of `set`.
      const start = (block.address + offset) / WORD_BYTES;
      for (let i = 0; i < values.length; i++) words[start + i] = values[i];
    };
    const own = inOrder(this.#size.numbers, numbers);
    this.#size.numbers.forEach((name, i) => {
      if (this.#isPointer(name)) own[i] /= memory.pointerBytes;
    });
    put(i32, 0, own);
    put(f32, this.#parameters, parameters);
    put(i32, this.#pointers, addresses.map((at) => at / memory.pointerBytes));
    put(i32, this.#strides, strides.map((stride) => stride * FLOAT_BYTES));
    put(i32, this.#axes, axes);
    return kernel.bind({ table: block.address });
  }

  /** Code that reads the table at an address. */
  read(f: FunctionBuilder, table: Word) {
    const word = (at: number): Word => f.local("i32", i32.load(table, at));
    const pointer = (at: number): Word => f.address(i32.loadAddress(table, at));
    const row = (read: (at: number) => Word, from: number): Word[] =>
      Array.from(
        { length: this.#size.operands },
        (_, i) => read(from + i * WORD_BYTES),
      );
    const at = (offset: number): Word => f.address(i32.add(table, offset));
    const { numbers } = this.#size;
    const named = numbers.map((name, i) =>
      [
        name,
        this.#isPointer(name) ? pointer(i * WORD_BYTES) : word(i * WORD_BYTES),
      ] as const
    );
    return {
      numbers: Object.fromEntries(named) as Record<Name, Word>,
      /** Addresses of the vectors, the parameters and the axes. */
      vectors: at(this.#vectors),
      parameters: at(this.#parameters),
      axes: at(this.#axes),
      /** Where each operand is, and its bytes from element to element along a row. */
      pointers: row(pointer, this.#pointers),
      strides: row(word, this.#strides),
    };
  }

  #isPointer(name: Name): boolean {
    return this.#size.pointers?.includes(name) ?? false;
  }
}

/** The table in memory by which a kernel learns of one call: numbers, operands, axes. */

import type { LinearMemory } from "../memory.ts";

/** Words of a vector. */
const VECTOR = 4;

/** What a table has room for. */
export interface TableSize {
  /** Numbers of the kernel's own. */
  readonly numbers: number;
  /** Vectors for the kernel to work with. */
  readonly vectors: number;
  /** Parameters of its expressions. */
  readonly parameters: number;
  /** Operands. */
  readonly operands: number;
}

/** Offsets of a table's parts, in bytes from its start, which is a multiple of 16. */
export class TableLayout {
  /** The kernel's own numbers. */
  readonly numbers = 0;
  /** Its vectors. */
  readonly vectors: number;
  /** The parameters, as floats. */
  readonly parameters: number;
  /** Address of each operand. */
  readonly pointers: number;
  /** Bytes from element to element along a row, for each operand. */
  readonly strides: number;
  /** What depends on the number of axes. */
  readonly axes: number;

  /** Lays out a table. */
  constructor({ numbers, vectors, parameters, operands }: TableSize) {
    this.vectors = Math.ceil(numbers / VECTOR) * VECTOR * 4;
    this.parameters = this.vectors + vectors * VECTOR * 4;
    this.pointers = this.parameters + parameters * 4;
    this.strides = this.pointers + operands * 4;
    this.axes = this.strides + operands * 4;
  }

  /** Fills a table that begins at `address`. */
  write(memory: LinearMemory, address: number, content: {
    numbers: readonly number[];
    parameters: readonly number[];
    addresses: readonly number[];
    strides: readonly number[];
    axes: readonly number[];
  }): void {
    const { i32, f32 } = memory;
    const at = (offset: number): number => (address + offset) / 4;
    i32.set(content.numbers, at(this.numbers));
    f32.set(content.parameters, at(this.parameters));
    i32.set(content.addresses, at(this.pointers));
    content.strides.forEach((stride, k) =>
      i32[at(this.strides) + k] = stride * 4
    );
    i32.set(content.axes, at(this.axes));
  }
}

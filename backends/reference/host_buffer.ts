/** Memory of the reference backend: a float64 array. */

import type { Buffer, Operand } from "../backend.ts";

/** A tensor's elements in the memory of the program itself. */
export class HostBuffer implements Buffer {
  /** The elements. */
  readonly data: Float64Array;

  /** Makes room for `length` elements. */
  constructor(length: number) {
    this.data = new Float64Array(length);
  }

  /** Bytes of the elements. */
  get byteLength(): number {
    return this.data.byteLength;
  }
}

/** The elements of the buffer that an operand looks at. */
export function dataOf(operand: Operand): Float64Array {
  return (operand.buffer as HostBuffer).data;
}

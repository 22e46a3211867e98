/** Where a tensor's elements lie in the linear memory. */

import type { Buffer, Operand } from "../backend.ts";
import { contiguous, type Shape } from "../view.ts";

/** A block of the linear memory that holds a tensor's elements. */
export class WasmBuffer implements Buffer {
  /** Bytes of the elements. */
  readonly byteLength: number;
  /** Where they begin. */
  readonly address: number;

  /** Wraps a block. */
  constructor(address: number, byteLength: number) {
    this.address = address;
    this.byteLength = byteLength;
  }
}

/** A dense operand of memory that belongs to no tensor. */
export function operandAt(address: number, shape: Shape): Operand {
  return { buffer: new WasmBuffer(address, 0), view: contiguous(shape) };
}

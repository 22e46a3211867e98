/** Memory of the reference backend: float64 arrays. */

import { DeviceError } from "../../config/errors.ts";
import { checkLength } from "../view.ts";
import type { Buffer, Operand } from "../backend.ts";

/** Elements in the memory of the program itself. */
export class HostBuffer implements Buffer {
  /** The elements. */
  readonly data: Float64Array;

  /** Makes room for `length` elements. */
  constructor(length: number) {
    checkLength(length);
    this.data = elements(length);
  }

  /** Bytes of the elements. */
  get byteLength(): number {
    return this.data.byteLength;
  }
}

/** The most elements of a buffer, as on other backends: a system may promise more memory than it has. */
const MOST_ELEMENTS = 2 ** 30;

function elements(length: number): Float64Array {
  let cause: unknown;
  try {
    if (length <= MOST_ELEMENTS) return new Float64Array(length);
  } catch (error) {
    cause = error;
  }
  throw new DeviceError(
    "outOfMemory",
    `Cannot allocate ${8 * length} bytes: expected at most ${
      8 * MOST_ELEMENTS
    } bytes, and no more than the system has`,
    { cause },
  );
}

/** The elements of an operand's buffer. */
export function dataOf(operand: Operand): Float64Array {
  return (operand.buffer as HostBuffer).data;
}

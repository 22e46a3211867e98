/** Memory that is promised when it is asked for, and allocated when it is first written. */

import type { Buffer } from "../backend.ts";
import type { DType } from "../dtype.ts";

/** A buffer that has one of the inner backend for as long as it holds something. */
export class LazyBuffer implements Buffer {
  readonly length: number;
  readonly dtype: DType;
  /** Bytes that it takes on the device once it is written. */
  readonly byteLength: number;
  /** The buffer of the inner backend; undefined before anything has been written. */
  real: Buffer | undefined;
  /** Whether it has been freed; recorded commands may still use it. */
  isFreed = false;
  /** Whether it is freed as soon as the recorded commands are done, and not before. */
  isOffered = false;
  /** The buffer that takes its place, if it is offered. */
  next: LazyBuffer | undefined;
  /** Whether its heir has been written over it. */
  isOverwritten = false;
  /** The number of the trace that last used it. */
  trace = -1;
  /** Its number in that trace. */
  index = -1;
  /** Why it holds nothing: the error of the work that was to fill it. */
  fault: Error | undefined;

  constructor(length: number, byteLength: number, dtype: DType = "float32") {
    this.length = length;
    this.dtype = dtype;
    this.byteLength = byteLength;
  }

  /** The last of the buffers that take its place one after the other, if it is offered. */
  get heir(): LazyBuffer | undefined {
    if (!this.isOffered || !this.next) return undefined;
    return this.next.isOffered ? this.next.heir : this.next;
  }

  /** Notes that its memory is its heir's, or its own again. */
  setOverwritten(isOverwritten: boolean): void {
    this.isOverwritten = isOverwritten;
    if (this.next?.isOffered) this.next.setOverwritten(isOverwritten);
  }
}

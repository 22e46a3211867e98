/** Memory that is promised when it is asked for, and taken when it is first written. */

import type { Buffer } from "../backend.ts";

/** A buffer above, which has one of the backend below for as long as it holds something. */
export class LazyBuffer implements Buffer {
  /** Elements. */
  readonly length: number;
  /** Bytes that it takes once it is written. */
  readonly byteLength: number;
  /** Where its elements lie; undefined before anything has been written. */
  real: Buffer | undefined;
  /** Whether it has been given back: what is written down may still use it. */
  isFreed = false;
  /** Whether it is given back as soon as what is written down has been done, and not before. */
  isOffered = false;
  /** What is to hold something in its place, if it is offered. */
  next: LazyBuffer | undefined;
  /** Whether what comes in its place in the end has been written over it. */
  isOverwritten = false;
  /** The number of the trace that last used it. */
  trace = -1;
  /** Its number in that trace. */
  index = -1;
  /** Why it holds nothing, if the work that was to fill it failed. */
  fault: Error | undefined;

  /** Promises memory. */
  constructor(length: number, byteLength: number) {
    this.length = length;
    this.byteLength = byteLength;
  }

  /** What comes in its place in the end, if it is offered. */
  get heir(): LazyBuffer | undefined {
    if (!this.isOffered || !this.next) return undefined;
    return this.next.isOffered ? this.next.heir : this.next;
  }

  /** Notes that its memory is its heir's now, or its own again. */
  setOverwritten(isOverwritten: boolean): void {
    this.isOverwritten = isOverwritten;
    if (this.next?.isOffered) this.next.setOverwritten(isOverwritten);
  }
}

/** What a library has to offer to be measured. */

import type { Task } from "./workloads.ts";

/** A library, open on one device. */
export interface Peer {
  /** Its version. */
  readonly version: string;
  /** The graphics card's device that it computes on, if it does. */
  readonly gpu?: GPUDevice;
  /** Sees to it that all work called for so far is submitted. */
  flush?(): void;
  /** Makes a task's operands. */
  prepare(task: Task): Promise<Prepared>;
}

/** A task with its operands on the device. */
export interface Prepared extends Disposable {
  /** Does it once; may return before it is done. */
  run(): void | Promise<void>;
  /** Waits until all runs are done. */
  settle(): void | Promise<void>;
  /** The outputs of one run, to be compared with those of others: in any order of elements. */
  results(): Promise<readonly ArrayLike<number>[]>;
}

/** Why a peer cannot do something. */
export class Cannot extends Error {
  override readonly name = "Cannot";
}

/** Sum and sum of squares, which do not depend on how an array is laid out, and its length. */
export type Check = readonly [sum: number, squares: number, length: number];

/** What is asked of a peer in its own process, a line of JSON each. */
export type Request =
  | {
    readonly do: "prepare";
    readonly task: Task;
    /** Whether no results are wanted. */
    readonly unchecked?: boolean;
  }
  | {
    readonly do: "measure";
    /** How long to go on. */
    readonly milliseconds: number;
    /** At most this many measurements. */
    readonly most: number;
  }
  | { readonly do: "drop" };

/** What it answers, a line each; the first one comes by itself. */
export type Reply =
  | {
    readonly version?: string;
    /** How it measures. */
    readonly clock?: string;
    readonly checks?: readonly Check[];
    readonly times?: readonly number[];
  }
  | { readonly cannot: string };

/** What `results` are compared by. */
export function checkOf(data: ArrayLike<number>): Check {
  let sum = 0, squares = 0;
  for (let i = 0; i < data.length; i++) {
    sum += data[i];
    squares += data[i] * data[i];
  }
  return [sum, squares, data.length];
}

/** Relative difference of two results that a different order of sums does not explain. */
const TOLERANCE = 1e-3;

/** Whether two peers computed the same. */
export function agree(a: readonly Check[], b: readonly Check[]): boolean {
  return a.length === b.length && a.every(([sum, squares, length], i) => {
    const [otherSum, otherSquares, otherLength] = b[i];
    return length === otherLength &&
      Math.abs(squares - otherSquares) <= TOLERANCE * squares &&
      Math.abs(sum - otherSum) <= TOLERANCE * Math.sqrt(squares * length);
  });
}

/** The words by which the main thread and the one that calls MPI speak to each other. */

/** Places of counters, in words; those that different threads write lie on cache lines of their own. */
export const AT = {
  /** Calls that have been asked for. */
  posted: 0,
  /** Calls that are done. */
  finished: 16,
  /** The rank of this process, and how many there are, once the first call is done. */
  rank: 17,
  size: 18,
  /** What the first call that failed returned; 0 if none did. */
  failure: 19,
  /** 1 if the library may be called by several threads at once. */
  isShared: 20,
} as const;

/** Words of all counters. */
export const WORDS = 32;

/** What can be asked for. */
export const KIND = {
  init: 0,
  finalize: 1,
  /** Nothing but to meet. */
  meet: 2,
  allReduce: 3,
  broadcast: 4,
  allGather: 5,
} as const;

/** A call; what it is not about is 0. */
export interface Call {
  readonly kind: number;
  /** Where the lines lie in which each process says what it is about to do: if they differ, the rest is not done. */
  readonly lines: number;
  /** Where the elements lie; they are changed there. */
  readonly address: number;
  /** How many elements there are; of an `allGather`, of one process. */
  readonly count: number;
  /** The handle of their type. */
  readonly type: number;
  /** The handle of how they are joined, or the rank that they come from. */
  readonly how: number;
}

/** Numbers of a call, in this order. */
export const FIELDS = [
  "kind",
  "lines",
  "address",
  "count",
  "type",
  "how",
] as const;

/** Bytes of a line. */
export const LINE = 128;

/** Calls that may wait at once. */
export const DEPTH = 256;

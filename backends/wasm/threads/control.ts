/** The words by which threads speak to each other; those that many threads write lie on cache lines of their own. */

import { LINE_BYTES, WORD_BYTES } from "../sizes.ts";

/** Threads at most. */
export const MAX_THREADS = 64;
/** Characters of an error that are kept. */
export const MOST_TEXT = 500;

/** Words of a cache line. */
const LINE = LINE_BYTES / WORD_BYTES;

/** Places in the control block, in words from its start. */
export const AT = {
  /** Counts lists of jobs: sleeping threads wait for it to change. */
  epoch: 0,
  /** Not 0 if threads are to end. */
  stopped: 1,
  /** Threads that have started. */
  ready: 2,
  /** Where the list of jobs begins, in words. */
  list: 3,
  /** Pointer to the scratch space that the threads have beside each other, and how far it is from one to the next. */
  own: 4,
  ownLength: 5,
  /** The slot of the kernel that failed first, plus 1. */
  error: 6,
  textLength: 7,
  /** Jobs of the list. */
  count: 8,
  /** Words that the memory has: workers do not learn by themselves that it grew. */
  memoryWords: 9,
  /** Jobs that nobody has taken yet; the first ones go first. */
  left: LINE,
  /** Jobs that are done. */
  done: 2 * LINE,
  /** For each thread, the slot of the kernel that it runs, plus 1. */
  running: 3 * LINE,
  /** What the error says, one character a word. */
  text: 3 * LINE + MAX_THREADS,
} as const;

/** Bytes of the control block. */
export const CONTROL_BYTES: number = (AT.text + MOST_TEXT) * WORD_BYTES;

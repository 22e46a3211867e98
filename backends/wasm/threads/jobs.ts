/** Jobs, which are calls of kernels, as numbers in the memory that threads share. */

import { type Call, Kernel } from "../kernel.ts";

/** Calls that one thread makes one after the other. */
export type Job = readonly Call[];

/** Words of a call before its arguments: slot, function, the arguments that are the thread's own, their number. */
const HEAD = 4;

/** The words that a list of jobs takes. */
export function wordsOf(jobs: readonly Job[]): number {
  let words = 0;
  for (const job of jobs) {
    words += 2;
    for (const { values } of job) words += HEAD + values.length;
  }
  return words;
}

/**
 * Writes jobs from word `start` on: where each begins, and there how many calls it has, and the calls. Number by number:
 * copying a short array into a typed one takes many times as long, and until all is written nobody else has work.
 */
export function writeJobs(
  words: Int32Array,
  start: number,
  jobs: readonly Job[],
): void {
  let at = start + jobs.length;
  for (let i = 0; i < jobs.length; i++) {
    const job = jobs[i];
    words[start + i] = at;
    words[at++] = job.length;
    for (let j = 0; j < job.length; j++) {
      const { kernel, values, own } = job[j];
      words[at] = kernel.slot;
      words[at + 1] = kernel.index;
      words[at + 2] = own;
      words[at + 3] = values.length;
      at += HEAD;
      for (let k = 0; k < values.length; k++) words[at++] = values[k];
    }
  }
}

/** Runs a job on this thread. */
export function runJob(job: Job, ownPointer: number): void {
  for (let i = 0; i < job.length; i++) Kernel.make(job[i], ownPointer);
}

/** Runs jobs on this thread, one after the other. */
export function runJobs(jobs: readonly Job[], ownPointer: number): void {
  for (let i = 0; i < jobs.length; i++) runJob(jobs[i], ownPointer);
}

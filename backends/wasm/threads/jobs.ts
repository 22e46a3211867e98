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

/** Writes jobs from word `start` on: where each begins, and there how many calls it has, and the calls. */
export function writeJobs(
  words: Int32Array,
  start: number,
  jobs: readonly Job[],
): void {
  let at = start + jobs.length;
  jobs.forEach((job, i) => {
    words[start + i] = at;
    words[at++] = job.length;
    for (const { kernel: { slot, index }, values, own } of job) {
      words[at] = slot;
      words[at + 1] = index;
      words[at + 2] = own;
      words[at + 3] = values.length;
      words.set(values, at + HEAD);
      at += HEAD + values.length;
    }
  });
}

/** Runs a job on this thread. */
export function runJob(job: Job, ownPointer: number): void {
  for (let i = 0; i < job.length; i++) Kernel.make(job[i], ownPointer);
}

/** Runs jobs on this thread, one after the other. */
export function runJobs(jobs: readonly Job[], ownPointer: number): void {
  for (let i = 0; i < jobs.length; i++) runJob(jobs[i], ownPointer);
}

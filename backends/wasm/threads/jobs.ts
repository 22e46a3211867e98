/** Work as threads hand it to each other: jobs, which are calls of kernels, as numbers in the shared memory. */

import { type Call, OWN } from "../kernel.ts";

/** Calls that one thread makes one after the other. */
export type Job = readonly Call[];

/** Words of a call before its arguments: slot, function, which arguments lie in the thread's own space, their number. */
const HEAD = 4;

/** The words that a list of jobs takes. */
export function wordsOf(jobs: readonly Job[]): number {
  let words = 0;
  for (const job of jobs) {
    words += 2;
    for (const { kernel } of job) words += HEAD + kernel.names.length;
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
    for (const { kernel: { names, slot, index }, args } of job) {
      const first = at + HEAD;
      let own = 0;
      for (let k = 0; k < names.length; k++) {
        const value = args[names[k]];
        if (value >= OWN) own |= 1 << k;
        words[first + k] = value >= OWN ? value - OWN : value;
      }
      words[at] = slot;
      words[at + 1] = index;
      words[at + 2] = own;
      words[at + 3] = names.length;
      at = first + names.length;
    }
  });
}

/** Runs a job on this thread. */
export function runJob(job: Job, ownAddress: number): void {
  for (const { kernel, args } of job) kernel.run(args, ownAddress);
}

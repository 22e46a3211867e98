/** Work as threads hand it to each other: jobs, which are calls of kernels, as numbers in the shared memory. */

import type { KernelCache, KernelFunction } from "../kernel_cache.ts";

/** A kernel and its arguments. */
export type Call = readonly [KernelFunction, ...number[]];

/** Calls that one thread makes one after the other. */
export type Job = readonly Call[];

/** An address from here on lies so far into scratch space of the thread that runs the job. */
export const OWN = 2 ** 40;

/** Words of a call before its arguments: slot, function, which arguments lie in the thread's own space, their number. */
const HEAD = 4;

/** The words that a list of jobs takes. */
export function wordsOf(jobs: readonly Job[]): number {
  let words = 0;
  for (const job of jobs) {
    words += 2;
    for (const call of job) words += HEAD + call.length - 1;
  }
  return words;
}

/** Writes jobs from word `start` on: where each begins, and there how many calls it has, and the calls. */
export function writeJobs(
  words: Int32Array,
  start: number,
  jobs: readonly Job[],
  kernels: KernelCache,
): void {
  let at = start + jobs.length;
  jobs.forEach((job, i) => {
    words[start + i] = at;
    words[at++] = job.length;
    for (const call of job) {
      const { slot, index } = kernels.originOf(call[0]);
      const first = at + HEAD - 1;
      let own = 0;
      for (let k = 1; k < call.length; k++) {
        const arg = call[k] as number;
        if (arg >= OWN) own |= 1 << k - 1;
        words[first + k] = arg >= OWN ? arg - OWN : arg;
      }
      words[at] = slot;
      words[at + 1] = index;
      words[at + 2] = own;
      words[at + 3] = call.length - 1;
      at += HEAD + call.length - 1;
    }
  });
}

/** Runs a job on this thread. */
export function runJob(job: Job, ownAddress: number): void {
  for (const call of job) {
    const args = call.slice(1) as number[];
    for (let k = 0; k < args.length; k++) {
      if (args[k] >= OWN) args[k] += ownAddress - OWN;
    }
    call[0](...args);
  }
}

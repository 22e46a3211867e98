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
  return jobs.reduce(
    (sum, job) =>
      job.reduce((sum, call) => sum + HEAD + call.length - 1, sum + 2),
    0,
  );
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
    for (const [kernel, ...args] of job) {
      const { slot, index } = kernels.originOf(kernel);
      words[at] = slot;
      words[at + 1] = index;
      words[at + 2] = 0;
      words[at + 3] = args.length;
      args.forEach((arg, k) => {
        const isOwn = arg >= OWN;
        if (isOwn) words[at + 2] |= 1 << k;
        words[at + HEAD + k] = isOwn ? arg - OWN : arg;
      });
      at += HEAD + args.length;
    }
  });
}

/** Runs a job on this thread. */
export function runJob(job: Job, ownAddress: number): void {
  for (const [kernel, ...args] of job) {
    for (let k = 0; k < args.length; k++) {
      if (args[k] >= OWN) args[k] += ownAddress - OWN;
    }
    kernel(...args);
  }
}

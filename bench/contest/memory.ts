/** How much memory a training step takes: each peer and each workload in a fresh process. */

import { Cannot } from "./peer.ts";
import { PeerProcess } from "./peer_process.ts";
import { type Op, opsOf, type Task, type Workload } from "./workloads.ts";

/** Enough steps for memory to be what it stays. */
const STEPS = 5;
const MILLISECONDS = 2000;

/** The most memory of one process in bytes, and by which op; or why it is not known. */
export type Peak = { readonly bytes: number; readonly op: Op } | {
  readonly cannot: string;
};

/**
 * The peak while a peer makes training steps (or only computes forwards, if that is all it can), its runtime, library
 * and operands included. What was needed to make the operands does not count.
 */
export async function peakOf(
  name: string,
  workload: Workload,
  /** Seconds. */
  limit: number,
): Promise<Peak> {
  const ops: readonly Op[] = ["step", "train", "fwd"];
  let cannot = "nothing to do";
  for (const op of ops) {
    if (!opsOf(workload).includes(op)) continue;
    try {
      const bytes = await peakWhile(name, { ...workload, op }, limit);
      return { bytes, op };
    } catch (error) {
      if (!(error instanceof Cannot)) throw error;
      cannot = error.message;
    }
  }
  return { cannot };
}

async function peakWhile(
  name: string,
  task: Task,
  limit: number,
): Promise<number> {
  using process = await PeerProcess.start(name, false);
  await process.ask({ do: "prepare", task, unchecked: true }, limit);
  process.resetPeak();
  const budget = { milliseconds: MILLISECONDS, most: STEPS };
  await process.ask({ do: "measure", ...budget }, limit);
  return process.peak();
}

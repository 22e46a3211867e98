/** Ranks that are not alike are told where they differ, in words of what their program does. */

import { assert, assertEquals } from "@std/assert";
import { testOnMpi } from "../helpers/mpi.ts";

/** What all ranks say, or rank 0 and rank 1. */
type Told = string | readonly [string, string];

const FIT = 'Cannot fit Sequential "net": expected ';
const BUILD = "Cannot build optimizer: expected ";
const APPLY = "Cannot apply gradients: expected ";
const SAME = "on every rank, as on rank 0, received ";
const EVEN = "(shard of a Dataset gives all ranks as many samples";
const KERNEL = `variable 1 to be "net/first/kernel" [2, 3] ${SAME}`;
const BACKEND =
  `${BUILD}the backend to be wasm (float32) ${SAME}reference (float64) on rank 1 (call setBackend alike`;
const NUMBERS =
  `weights that are numbers before the first step, received NaN in "net/first/kernel" on rank`;
const IN_THE_SAME = "expected the same call on every rank, received";

/** By the cases of the program `unlike`. */
const TOLD: Readonly<Record<string, Told>> = {
  "counted names": "",
  "counted names, by hand": "",
  "names as if counted": "",
  "a backend": BACKEND,
  "a backend, by hand": BACKEND,
  "a shape": `${BUILD}${KERNEL}"net/first/kernel" [2, 4] on rank 1`,
  "a name": `${BUILD}${KERNEL}"net/other/kernel" [2, 3] on rank 1`,
  "what is frozen": `${BUILD}${KERNEL}"net/last/kernel" [3, 1] on rank 1`,
  "weights":
    `${APPLY}weights that are the same on every rank before the first step, received others in "net/last/kernel" on rank 1 than on rank 0 (call setRandomSeed alike`,
  "other seeds": "",
  "NaN": `${BUILD}${NUMBERS} 0 (see where`,
  "NaN on one": `${APPLY}${NUMBERS} 1 (see where`,
  "NaN on both": `${APPLY}${NUMBERS} 0, 1 (see where`,
  "an optimizer": `${BUILD}the optimizer to be SGD ${SAME}Adam on rank 1`,
  "a rate":
    `${BUILD}learning_rate of the optimizer to be 0.25 ${SAME}0.5 on rank 1`,
  "accumulation":
    `${BUILD}gradient_accumulation_steps of the optimizer to be 2 ${SAME}3 on rank 1`,
  "samples":
    `${FIT}as many batches an epoch on every rank, received 3 on rank 0 and 2 on rank 1 ${EVEN}`,
  "no samples": [
    `${FIT}all ranks to begin, received an error on rank 1, which tells it`,
    `${FIT}at least one sample, received none`,
  ],
  "batches":
    `${FIT}as many batches an epoch on every rank, received more than 1 on rank 0 and 1 on rank 1 in epoch 1 ${EVEN}`,
  "no batches":
    `${FIT}as many batches an epoch on every rank, received more than 0 on rank 0 and 0 on rank 1 in epoch 1 ${EVEN}`,
  "steps of a loop": [
    `${IN_THE_SAME} average 4 gradients (step 2, piece 1: variable 4, 3, 2, 1) of 13 numbers on rank 0 and barrier on rank 1 (a rank may have fewer batches`,
    `Cannot barrier on rank 1: ${IN_THE_SAME} average 4 gradients (step 2`,
  ],
  "epochs":
    `${FIT}the same epochs on every rank, received 2 on rank 0 and 1 on rank 1`,
  "validation":
    `${FIT}validation after as many epochs each (0: never) on every rank, received 1 on rank 0 and 0 on rank 1`,
  "metrics":
    `${FIT}as many logs, of the loss and metrics, on every rank, received 2 on rank 0 and 1 on rank 1`,
  "fit on one": [
    `${IN_THE_SAME} allReduce (max) of 1 numbers (float64), to begin fit on rank 0 and barrier on rank 1`,
    `Cannot barrier on rank 1: ${IN_THE_SAME}`,
  ],
  "labels": [
    `${IN_THE_SAME} allGather`,
    `${FIT}a finite loss, received NaN in epoch 1`,
  ],
};

testOnMpi(
  "ranks that are not alike are refused with the difference, by fit and by a loop of one's own, and may go on",
  async (mpirun) => {
    const { code, out, err } = await mpirun(2, "unlike");
    assertEquals([code, err], [0, ""]);
    const said = out.trim().split("\n").map((line) => JSON.parse(line));
    assertEquals(said.length, 2 * Object.keys(TOLD).length);
    for (const [name, rank, message] of said) {
      const told = TOLD[name], mine = Array.isArray(told) ? told[rank] : told;
      const isTold = mine === "" ? message === "" : message.includes(mine);
      assert(isTold, `${name} on rank ${rank}: ${message}`);
    }
  },
);

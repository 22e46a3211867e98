/** Starts the workers of a pool. */

import { type Started, startWorker } from "../../../config/start_worker.ts";
import type { Natives } from "../natives.ts";
import { type WorkerData, workerMain } from "./worker.ts";

/** Starts a worker, with the functions from outside WebAssembly that `makeNatives` makes. */
export function spawn(
  data: WorkerData,
  onError: (error: unknown) => void,
  makeNatives?: Natives["make"],
): Started {
  const call = (data: string) => `(${workerMain})(${data}, ${makeNatives});`;
  return startWorker(call, data, onError);
}

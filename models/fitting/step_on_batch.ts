/** A step on one batch, given by hand. */

import type { Logs } from "../callbacks/callback.ts";
import { checkFree } from "./at_work.ts";
import type { Batch } from "./batches.ts";
import { inScope } from "./loop.ts";
import { type OnBatchOptions, stepBatch } from "./on_batch.ts";
import { Reading } from "./reading.ts";
import type { Data } from "./samples.ts";
import {
  forget,
  readLogs,
  type Stepping,
  type StepResult,
} from "./stepping.ts";

/** Makes a step of a model now, or begins it; its logs are read if somebody waits for them. */
export function stepOnBatch(
  action: string,
  model: Stepping,
  given: readonly [Data, (Data | null)?, OnBatchOptions?],
  step: (batch: Batch) => StepResult,
): PromiseLike<Logs> {
  checkFree(action, model);
  const telling = inScope(action, () => {
    const batch = stepBatch(action, model, ...given);
    model.resetMetrics();
    return step(batch);
  });
  return new Reading(async () => {
    const told = await telling;
    return await readLogs(model, told).finally(() => forget(told));
  });
}

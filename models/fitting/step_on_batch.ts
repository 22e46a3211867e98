/** A step on one batch, given by hand. */

import type { Logs } from "../callbacks/callback.ts";
import type { Batch } from "./batches.ts";
import { inScope } from "./loop.ts";
import { type OnBatchOptions, stepBatch } from "./on_batch.ts";
import { Reading } from "./reading.ts";
import type { Data } from "./samples.ts";
import { forget, readLogs, type StepLogs, type Stepping } from "./stepping.ts";

/** Makes a step of a model now; its logs are read if somebody waits for them. */
export function stepOnBatch(
  action: string,
  model: Stepping,
  given: readonly [Data, (Data | null)?, OnBatchOptions?],
  step: (batch: Batch) => StepLogs | void,
): PromiseLike<Logs> {
  const told = inScope(action, () => {
    const batch = stepBatch(action, model, ...given);
    model.resetMetrics();
    return step(batch);
  });
  return new Reading(() => readLogs(model, told).finally(() => forget(told)));
}

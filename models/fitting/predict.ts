/** The outputs of a model for data. */

import { concat } from "../../autograd/ops/slice.ts";
import { outsideScopes, Scope } from "../../autograd/scope.ts";
import { noGrad } from "../../autograd/tape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { readOptions, type Schema } from "../../config/schema.ts";
import { signal } from "../../config/signal.ts";
import { checkStill } from "./at_work.ts";
import { type FitData, isSource } from "./batches.ts";
import { batchesFrom, batchesOf } from "./passes.ts";
import { sampleRows } from "./sample_rows.ts";
import { CallbackList } from "../callbacks/callback_list.ts";
import type { Callback } from "../callbacks/callback.ts";
import { Interrupts } from "./interrupts.ts";
import { runLoop } from "./loop.ts";
import { callbacks, countOrNull, verbose } from "./loop_options.ts";
import { Progress } from "../progress/progress.ts";
import type { Stepping } from "./stepping.ts";

/**
 * What `predict` takes besides the data: Keras's arguments, in camelCase.
 * @category Training
 */
export interface PredictOptions {
  /** How many samples make a batch; 32 if not given. */
  readonly batchSize?: number | null;
  /** How much is said: 0 nothing, 1 or `"auto"` the progress, 2 a line. */
  readonly verbose?: "auto" | 0 | 1 | 2;
  /** How many batches to take; all if not given. */
  readonly steps?: number | null;
  /** Who is told of everything. */
  readonly callbacks?: readonly Callback[] | null;
  /** Stops after the batch when it aborts, with an error. */
  readonly signal?: AbortSignal | null;
}

const SCHEMA = {
  batchSize: countOrNull(),
  verbose: verbose(),
  steps: countOrNull(),
  callbacks: callbacks(),
  signal: signal(),
} satisfies Schema<PredictOptions>;

/** Predicts, output by output. */
export async function predict(
  model: Stepping,
  x: FitData,
  options: PredictOptions = {},
): Promise<Tensor[]> {
  const action = `predict with ${model}`;
  checkStill(action, model);
  const { steps, ...settings } = readOptions(action, SCHEMA, options);
  const batchSize = settings.batchSize ?? 32;
  const batches = isSource(x)
    ? batchesFrom(action, x, steps)
    : batchesOf(action, sampleRows(action, model, { x }), { batchSize, steps });
  const told = new CallbackList(settings.callbacks ?? [], model, {
    epochs: 1,
    steps: batches.steps,
    verbose: settings.verbose,
  });
  using interrupts = new Interrupts(settings.signal);
  const progress = new Progress(settings.verbose);
  progress.begin({ name: "prediction", steps: batches.steps });
  const parts: Tensor[][] = [];
  try {
    await told.tell("onPredictBegin", {});
    const { samples, stopped } = await runLoop(model, {
      ...{ action, batches, progress, interrupts },
      step: (batch) =>
        void parts.push(outsideScopes(() => model.predictStep(batch))),
      begin: (index) => told.tell("onPredictBatchBegin", index, {}),
      end: (index) => told.tell("onPredictBatchEnd", index, {}),
      isSilent: true,
    }).finally(() => told.tell("onPredictEnd", {}));
    // Half of a prediction is none.
    if (stopped) throw interrupts.reason(action);
    progress.end(samples, {});
    await progress.close();
    return joined(parts);
  } finally {
    await batches.close();
    for (const part of parts.flat()) part[Symbol.dispose]();
  }
}

function joined(parts: readonly (readonly Tensor[])[]): Tensor[] {
  using scope = new Scope();
  return noGrad(() =>
    (parts[0] ?? []).map((_, output) =>
      scope.keep(concat(parts.map((part) => part[output]), 0))
    )
  );
}

/** The only tensor, or all of them. */
export function only(tensors: readonly Tensor[]): Tensor | readonly Tensor[] {
  return tensors.length === 1 ? tensors[0] : tensors;
}

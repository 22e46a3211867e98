/** The loss and the metrics of a model for data, without a change of it. */

import { flag } from "../../config/rows.ts";
import { readOptions, type Schema } from "../../config/schema.ts";
import { signal } from "../../config/signal.ts";
import { checkFree, Work } from "./at_work.ts";
import { type FitData, isSource } from "./batches.ts";
import type { Course } from "./course.ts";
import { batchesFrom, batchesOf } from "./passes.ts";
import { sampleRows } from "./sample_rows.ts";
import { CallbackList } from "../callbacks/callback_list.ts";
import type { Callback, Logs } from "../callbacks/callback.ts";
import { Interrupts } from "./interrupts.ts";
import { type Done, runLoop } from "./loop.ts";
import { anything, callbacks, countOrNull, verbose } from "./loop_options.ts";
import { Progress } from "../progress/progress.ts";
import { type SoFar, START } from "./run.ts";
import { refuseBeside } from "./sample_checks.ts";
import { type Data, type Samples, targetsAndOptions } from "./samples.ts";
import type { Stepping } from "./stepping.ts";

/**
 * What `evaluate` takes besides the data: Keras's arguments, in camelCase.
 * @category Training
 */
export interface EvaluateOptions {
  /** How many samples make a batch; 32 if not given. */
  readonly batchSize?: number | null;
  /** How much is said: 0 nothing, 1 or `"auto"` the progress, 2 a line. */
  readonly verbose?: "auto" | 0 | 1 | 2;
  /** How much each sample counts. */
  readonly sampleWeight?: Samples | null;
  /** How many batches to take; all if not given. */
  readonly steps?: number | null;
  /** Who is told of everything. */
  readonly callbacks?: readonly Callback[] | null;
  /** Whether the result is an object by name; false if not given. */
  readonly returnDict?: boolean;
  /** Stops after the batch when it aborts. */
  readonly signal?: AbortSignal | null;
}

const SCHEMA = {
  batchSize: countOrNull(),
  verbose: verbose(),
  sampleWeight: anything<Samples>(),
  steps: countOrNull(),
  callbacks: callbacks(),
  returnDict: flag(false),
  signal: signal(),
} satisfies Schema<EvaluateOptions>;

/** Evaluates a model. */
export async function evaluate(
  model: Stepping,
  x: FitData,
  given: FitData | EvaluateOptions | null | undefined,
  others?: EvaluateOptions,
): Promise<Logs | number | number[]> {
  const action = `evaluate ${model}`;
  checkFree(action, model);
  const [y, options] = targetsAndOptions<FitData, EvaluateOptions>(
    given,
    others,
    model.outputNames,
  );
  const settings = readOptions(action, SCHEMA, options);
  const { sampleWeight, steps } = settings;
  if (isSource(x)) refuseBeside(action, { y, sampleWeight });
  const batches = isSource(x) ? batchesFrom(action, x, steps) : batchesOf(
    action,
    sampleRows(action, model, { x, y: y as Data | null, sampleWeight }),
    { batchSize: settings.batchSize ?? 32, steps },
  );
  const told = new CallbackList(settings.callbacks ?? [], model, {
    epochs: 1,
    steps: batches.steps,
    verbose: settings.verbose,
  });
  using _work = new Work(action, model, { callbacks: told, isTraining: false });
  using interrupts = new Interrupts(settings.signal);
  const progress = new Progress(settings.verbose);
  progress.begin({ name: "evaluation", steps: batches.steps });
  const { steps: done, samples, logs, stopped } = await testAll(
    model,
    batches,
    { action, progress, interrupts, callbacks: told },
  ).finally(() => batches.close());
  // What was stopped before it began has nothing to tell.
  if (stopped && done === 0) throw interrupts.reason(action);
  progress.end(samples, logs);
  await progress.close();
  if (settings.returnDict) return logs;
  // In the order of the metrics, the loss first.
  const values = model.metricNames
    .filter((name) => Object.hasOwn(logs, name))
    .map((name) => logs[name]);
  return values.length === 1 ? values[0] : values;
}

/** Takes all batches into account, and tells the callbacks. */
export async function testAll(
  model: Stepping,
  batches: Course,
  { callbacks, from = null, begun, ...loop }: {
    /** How far it is already, and callbacks know that; at the beginning if left out. */
    readonly from?: SoFar | null;
    readonly action: string;
    readonly mayBeEmpty?: boolean;
    readonly progress: Progress;
    readonly interrupts: Interrupts;
    readonly callbacks: CallbackList;
    /** Is called once callbacks know that it begins. */
    begun?(): Promise<void>;
    /** Is told where it is stopped. */
    interrupt?(soFar: SoFar): Promise<void>;
  },
): Promise<Done> {
  if (!from) {
    await callbacks.tell("onTestBegin", {});
    await begun?.();
    model.resetMetrics();
  }
  const known = from?.steps ?? 0;
  let logs: Logs = {};
  try {
    const done = await runLoop(model, {
      ...{ ...loop, batches, from: from ?? START },
      step: (batch) => model.testStep(batch),
      begin: (index) => callbacks.tell("onTestBatchBegin", index, {}),
      end: (index, logs) =>
        index < known
          ? undefined
          : callbacks.tell("onTestBatchEnd", index, logs),
    });
    logs = done.logs;
    return done;
  } finally {
    await callbacks.tell("onTestEnd", logs);
  }
}

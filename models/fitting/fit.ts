/** Training for some epochs. */

import { drawSeed } from "../../autograd/random.ts";
import { DivergedError, quote } from "../../config/errors.ts";
import { flag, integer, number } from "../../config/rows.ts";
import { readOptions, type Schema, type Values } from "../../config/schema.ts";
import { signal } from "../../config/signal.ts";
import { shuffledBatches } from "../../data/batches.ts";
import {
  type Batches,
  batchesFrom,
  batchesOf,
  type BatchSource,
  type FitData,
  isSource,
} from "./batches.ts";
import { CallbackList } from "../callbacks/callback_list.ts";
import type { Callback, Logs } from "../callbacks/callback.ts";
import { History } from "../callbacks/history.ts";
import { TerminateOnNaN } from "../callbacks/terminate_on_nan.ts";
import { type ClassWeight, classWeight, weighClasses } from "./class_weight.ts";
import { testAll } from "./evaluate.ts";
import { Interrupts } from "./interrupts.ts";
import { runLoop } from "./loop.ts";
import { anything, callbacks, countOrNull, verbose } from "./loop_options.ts";
import { Progress } from "./progress.ts";
import { refuseBeside } from "./sample_checks.ts";
import { type Data, type Samples, toRows } from "./samples.ts";
import type { Stepping } from "./stepping.ts";

/** What `fit` takes besides the data: Keras's arguments, in camelCase. */
export interface FitOptions {
  /** How many samples make a step; 32 if not given. */
  readonly batchSize?: number | null;
  /** How many epochs there are; 1 if not given. */
  readonly epochs?: number;
  /** How much is said: 0 nothing, 1 or `"auto"` the progress, 2 a line an epoch. */
  readonly verbose?: "auto" | 0 | 1 | 2;
  /** Who is told of everything. */
  readonly callbacks?: readonly Callback[] | null;
  /** The share of the samples, the last ones, that is held back to validate with; 0 if not given. */
  readonly validationSplit?: number;
  /** What to validate with: `[x, y, sampleWeight]`, or what gives batches. */
  readonly validationData?: ValidationData | null;
  /** Whether each epoch has another order; true if not given. Batches of a source come as they come. */
  readonly shuffle?: boolean;
  /** How much the samples of each class count, by the class; 1 for one that is not there. */
  readonly classWeight?: ClassWeight | null;
  /** How much each sample counts. */
  readonly sampleWeight?: Samples | null;
  /** The first epoch, from 0: where an earlier training ended. */
  readonly initialEpoch?: number;
  /** How many steps an epoch has; as many as there are batches if not given. */
  readonly stepsPerEpoch?: number | null;
  /** How many batches to validate with; all if not given. */
  readonly validationSteps?: number | null;
  /** How many samples a batch has with which it is validated; `batchSize` if not given. */
  readonly validationBatchSize?: number | null;
  /** After how many epochs each it is validated; 1 if not given. */
  readonly validationFreq?: number;
  /** Stops after the step when it aborts. */
  readonly signal?: AbortSignal | null;
  /** Whether a loss that is NaN or infinite is an error; true if not given. */
  readonly checkFinite?: boolean;
}

/** Inputs, targets and weights to validate with, or what gives batches. */
export type ValidationData =
  | readonly [x: Data, y?: Data | null, sampleWeight?: Samples | null]
  | BatchSource;

const SCHEMA = {
  batchSize: countOrNull(),
  epochs: integer(1, { least: 0 }),
  verbose: verbose(),
  callbacks: callbacks(),
  validationSplit: number(0, { least: 0, below: 1 }),
  validationData: anything<ValidationData>(),
  shuffle: flag(true),
  classWeight: classWeight(),
  sampleWeight: anything<Samples>(),
  initialEpoch: integer(0, { least: 0 }),
  stepsPerEpoch: countOrNull(),
  validationSteps: countOrNull(),
  validationBatchSize: countOrNull(),
  validationFreq: integer(1, { least: 1 }),
  signal: signal(),
  checkFinite: flag(true),
} satisfies Schema<FitOptions>;

type Settings = Values<typeof SCHEMA>;

/** Trains a model. */
export async function fit(
  model: Stepping,
  x: FitData,
  y: FitData | null | undefined,
  options: FitOptions = {},
): Promise<History> {
  const action = `fit ${model}`;
  const settings = readOptions(action, SCHEMA, options);
  const [training, validation] = parted(action, x, y, settings);
  const history = new History();
  const callbacks = new CallbackList(
    [...settings.callbacks ?? [], history],
    model,
    {
      epochs: settings.epochs,
      steps: training.steps,
      verbose: settings.verbose,
    },
  );
  using interrupts = new Interrupts(settings.signal);
  const progress = new Progress(settings.verbose);
  model.stopTraining = false;
  let logs: Logs = {};
  await callbacks.tell("onTrainBegin");
  try {
    for (let epoch = settings.initialEpoch; epoch < settings.epochs; epoch++) {
      if (interrupts.asked) break;
      await callbacks.tell("onEpochBegin", epoch);
      const name = `epoch ${epoch + 1}/${settings.epochs}`;
      progress.begin({ name, steps: training.steps });
      model.resetMetrics();
      const done = await runLoop(model, {
        action,
        // Batches of a generator come once: those of a later epoch would be new ones.
        mayBeEmpty: epoch > settings.initialEpoch,
        batches: training,
        progress,
        interrupts,
        step: (batch) =>
          model.trainStep(weighClasses(batch, settings.classWeight)),
        begin: (index) => callbacks.tell("onTrainBatchBegin", index),
        end: (index, read) => callbacks.tell("onTrainBatchEnd", index, read),
        isOver: () => model.stopTraining,
        see: (step, seen) => {
          const where = `in epoch ${epoch + 1} before step ${step + 1}`;
          checkFinite(action, settings, seen, where);
        },
      });
      if (done.stopped) {
        progress.drop();
        break;
      }
      if (done.steps === 0) {
        console.warn(
          `The training of ${model} ended before epoch ${
            epoch + 1
          }: there were no more batches`,
        );
        break;
      }
      logs = done.logs;
      if (validation && (epoch + 1) % settings.validationFreq === 0) {
        const { steps } = validation;
        progress.begin({ name: "validation", steps, isPart: true });
        const tested = await testAll(model, validation, {
          action: `validate ${model}`,
          mayBeEmpty: epoch > settings.initialEpoch,
          progress,
          interrupts,
          callbacks,
        });
        if (tested.stopped) break;
        for (const [key, value] of Object.entries(tested.logs)) {
          logs[`val_${key}`] = value;
        }
      }
      await callbacks.tell("onEpochEnd", epoch, logs);
      progress.end(done.samples, logs, name);
      if (model.stopTraining || interrupts.asked) break;
    }
  } finally {
    progress.drop();
    await training.close?.();
    await validation?.close?.();
    await callbacks.tell("onTrainEnd", logs);
  }
  return history;
}

/** The batches to train with, and those to validate with, if there are any. */
function parted(
  action: string,
  x: FitData,
  y: FitData | null | undefined,
  settings: Settings,
): [training: Batches, validation: Batches | null] {
  const { sampleWeight, stepsPerEpoch: steps, validationSplit } = settings;
  const validation = validationOf(action, settings);
  if (isSource(x)) {
    refuseBeside(action, { y, sampleWeight, validationSplit });
    return [batchesFrom(action, x, steps), validation];
  }
  const arrays = { x, y: y as Data | null, sampleWeight };
  const batchSize = settings.batchSize ?? 32;
  const parting = {
    batchSize,
    steps,
    goesOn: true,
    order: settings.shuffle ? shuffled : undefined,
  };
  if (validationSplit === 0 || validation) {
    return [batchesOf(action, arrays, parting), validation];
  }
  // The last samples, before the others are shuffled.
  const [{ count }] = toRows(action, "x", x);
  const at = Math.floor(count * (1 - validationSplit));
  const last = {
    batchSize: settings.validationBatchSize ?? batchSize,
    steps: settings.validationSteps,
  };
  return [
    batchesOf(action, arrays, parting, [0, at]),
    batchesOf(action, arrays, last, [at, count]),
  ];
}

function validationOf(action: string, settings: Settings): Batches | null {
  const { validationData: data, validationSteps: steps } = settings;
  if (data === null) return null;
  if (isSource(data)) return batchesFrom(action, data, steps);
  const parts: readonly unknown[] | null = Array.isArray(data) ? data : null;
  if (!parts || parts.length === 0 || parts.length > 3) {
    throw new TypeError(
      `Cannot ${action}: expected validationData to be [x, y], [x, y, sampleWeight] or what gives batches, received ${
        quote(data)
      }`,
    );
  }
  const [x, y, sampleWeight] = parts as readonly [Data, Data?, Samples?];
  const batchSize = settings.validationBatchSize ?? settings.batchSize ?? 32;
  return batchesOf(action, { x, y, sampleWeight }, { batchSize, steps });
}

function shuffled(count: number): Uint32Array {
  const [order] = shuffledBatches({
    size: count,
    batchSize: count,
    seed: drawSeed(),
  });
  return order;
}

/** A loss that is no number any more never becomes one again. */
function checkFinite(
  action: string,
  { checkFinite, callbacks }: Settings,
  { loss }: Logs,
  where: string,
): void {
  if (loss === undefined || Number.isFinite(loss) || !checkFinite) return;
  if (callbacks?.some((one) => one instanceof TerminateOnNaN)) return;
  throw new DivergedError(
    `Cannot ${action}: expected a finite loss, received ${loss} ${where} (a smaller learning rate or clipnorm may help; with checkFinite: false the training goes on)`,
    loss,
  );
}

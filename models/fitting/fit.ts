/** Training for some epochs. */

import { DivergedError } from "../../config/errors.ts";
import { readOptions } from "../../config/schema.ts";
import { CallbackList } from "../callbacks/callback_list.ts";
import type { Logs } from "../callbacks/callback.ts";
import { History } from "../callbacks/history.ts";
import { TerminateOnNaN } from "../callbacks/terminate_on_nan.ts";
import { loadCheckpoint } from "../saving/checkpoint.ts";
import type { FitData } from "./batches.ts";
import { weighClasses } from "./class_weight.ts";
import { testAll } from "./evaluate.ts";
import { parted } from "./fit_data.ts";
import { FIT_ROWS, type FitOptions, type FitSettings } from "./fit_options.ts";
import { Interrupts } from "./interrupts.ts";
import { runLoop } from "./loop.ts";
import { Progress } from "../progress/progress.ts";
import { Run, START } from "./run.ts";
import { targetsAndOptions } from "./samples.ts";
import type { Stepping } from "./stepping.ts";

/** Trains a model. */
export async function fit(
  model: Stepping,
  x: FitData,
  given: FitData | FitOptions | null | undefined,
  others?: FitOptions,
): Promise<History> {
  const action = `fit ${model}`;
  const [y, options] = targetsAndOptions<FitData, FitOptions>(
    given,
    others,
    model.outputNames,
  );
  const settings = readOptions(action, FIT_ROWS, options);
  const [training, validation] = parted(action, model, x, y, settings);
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
  using run = new Run(model, settings.initialEpoch, interrupts, {
    ...{ action, callbacks, training, validation },
    step: (batch) => model.trainStep(weighClasses(batch, settings.classWeight)),
  });
  const progress = new Progress(settings.verbose);
  model.stopTraining = false;
  await callbacks.tell("onTrainBegin");
  try {
    if (settings.resumeFrom) await loadCheckpoint(model, settings.resumeFrom);
    await run.goOn?.();
    run.isBegun = true;
    await runEpochs(model, settings, { run, interrupts, progress });
    // As in Keras, averages of the weights take their place at the end.
    const isTrained = run.isComplete && settings.epochs > 0;
    if (isTrained && model.compiled) model.optimizer.finalizeVariableValues();
  } finally {
    progress.drop();
    await progress.close();
    await training.close();
    await validation?.close();
    await callbacks.tell("onTrainEnd", run.logs);
  }
  return history;
}

/** What goes on while a model is trained. */
interface Going {
  readonly run: Run;
  readonly interrupts: Interrupts;
  readonly progress: Progress;
}

/** All epochs that are left. */
async function runEpochs(
  model: Stepping,
  settings: FitSettings,
  going: Going,
): Promise<void> {
  const { run, interrupts } = going;
  const { told } = run;
  let isOver = false;
  if (told?.hook === "onEpochEnd") {
    run.told = null;
    const { callbacks } = run.parts;
    await callbacks.tellFrom(told.next, "onEpochEnd", run.epoch, run.logs);
    isOver = model.stopTraining;
    run.epoch++;
  }
  for (; !isOver && run.epoch < settings.epochs; run.epoch++) {
    if (interrupts.asked || !await runEpoch(model, settings, going)) return;
    isOver = model.stopTraining;
  }
  run.isComplete = true;
}

/** One epoch, or what is left of it; whether it came to its end. */
async function runEpoch(
  model: Stepping,
  settings: FitSettings,
  { run, interrupts, progress }: Going,
): Promise<boolean> {
  const { epoch, told } = run;
  const { action, callbacks, training, validation } = run.parts;
  // Batches of a generator come once: those of a later epoch would be new ones.
  const mayBeEmpty = epoch > settings.initialEpoch;
  let from = START, knows = 0;
  if (told) {
    from = run.soFar;
    knows = told.next;
    run.told = null;
  } else {
    await callbacks.tell("onEpochBegin", epoch);
    model.resetMetrics();
  }
  const name = `epoch ${epoch + 1}/${settings.epochs}`;
  progress.begin({
    ...{ name, steps: training.steps, epoch, samples: from.samples },
  });
  const done = await runLoop(model, {
    ...{ action, mayBeEmpty, batches: training, progress, interrupts, from },
    step: run.parts.step,
    checkNumerics: settings.checkNumerics,
    begin: (index) => callbacks.tell("onTrainBatchBegin", index),
    end: async (index, read, soFar) => {
      run.soFar = soFar;
      await callbacks.tellFrom(knows, "onTrainBatchEnd", index, read);
      knows = 0;
    },
    isOver: () => model.stopTraining,
    see: (step, seen) => {
      const where = `in epoch ${epoch + 1} before step ${step + 1}`;
      checkFinite(action, settings, seen, where);
    },
  });
  if (done.stopped) {
    progress.drop();
    return false;
  }
  if (done.steps === 0) {
    console.warn(
      `The training of ${model} ended before epoch ${
        epoch + 1
      }: there were no more batches`,
    );
    return false;
  }
  const logs = run.logs = done.logs;
  if (validation && (epoch + 1) % settings.validationFreq === 0) {
    const { steps } = validation;
    progress.begin({ name: "validation", steps, isPart: true });
    const tested = await testAll(model, validation, {
      ...{ action: `validate ${model}`, mayBeEmpty },
      ...{ progress, interrupts, callbacks },
    });
    if (tested.stopped) return false;
    for (const [key, value] of Object.entries(tested.logs)) {
      logs[`val_${key}`] = value;
    }
  }
  // What callbacks say has lines of its own.
  progress.drop();
  await callbacks.tell("onEpochEnd", epoch, logs);
  progress.end(done.samples - from.samples, logs, name);
  return true;
}

/** A loss that is no number any more never becomes one again. */
function checkFinite(
  action: string,
  { checkFinite, callbacks }: FitSettings,
  { loss }: Logs,
  where: string,
): void {
  if (loss === undefined || Number.isFinite(loss) || !checkFinite) return;
  if (callbacks?.some((one) => one instanceof TerminateOnNaN)) return;
  throw new DivergedError(
    `Cannot ${action}: expected a finite loss, received ${loss} ${where} (labels may lie outside of the classes, or a smaller learning rate or clipnorm may help; with checkNumerics: true the layer is told; with checkFinite: false the training goes on)`,
    loss,
  );
}

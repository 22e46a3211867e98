/** One epoch of a training: its steps, and the batches that it is validated with. */

import { DivergedError } from "../../config/errors.ts";
import type { Logs } from "../callbacks/callback.ts";
import type { Progress } from "../progress/progress.ts";
import { testAll } from "./evaluate.ts";
import type { FitSettings } from "./fit_options.ts";
import type { Interrupts } from "./interrupts.ts";
import { runLoop } from "./loop.ts";
import { type Run, START } from "./run.ts";
import type { Stepping } from "./stepping.ts";

/** What goes on while a model is trained. */
export interface Going {
  readonly run: Run;
  readonly interrupts: Interrupts;
  readonly progress: Progress;
}

/** One epoch, or what is left of it; whether it came to its end. */
export async function runEpoch(
  model: Stepping,
  settings: FitSettings,
  going: Going,
): Promise<boolean> {
  const { run, progress } = going;
  const { epoch } = run;
  const { callbacks, company, validation } = run.parts;
  let samples: number | null = 0;
  if (run.told?.hook !== "onTestBatchEnd") {
    samples = await train(model, settings, going);
  } else begin(settings, going, 0);
  if (samples === null) return false;
  if (validation && (epoch + 1) % settings.validationFreq === 0) {
    if (!await validate(model, settings, going)) return false;
  }
  const { logs } = run;
  await company.shareAccumulated();
  // What callbacks say has lines of its own.
  progress.drop();
  await callbacks.tell("onEpochEnd", epoch, logs);
  await company.shareWeights();
  await company.meet(run.where, going.interrupts);
  progress.end(samples, logs, nameOf(epoch, settings));
  return true;
}

/** Shows that an epoch begins, or goes on after so many samples. */
function begin(
  settings: FitSettings,
  { run: { epoch, parts }, progress }: Going,
  samples: number,
): void {
  const { steps } = parts.training;
  progress.begin({ name: nameOf(epoch, settings), steps, epoch, samples });
}

function nameOf(epoch: number, { epochs }: FitSettings): string {
  return `epoch ${epoch + 1}/${epochs}`;
}

/** Batches of a generator come once: those of a later epoch would be new ones. */
function mayBeEmpty({ epoch }: Run, { initialEpoch }: FitSettings): boolean {
  return epoch > initialEpoch;
}

/** The steps, or those that are left: how many samples they had; `null` if they did not come to their end. */
async function train(
  model: Stepping,
  settings: FitSettings,
  going: Going,
): Promise<number | null> {
  const { run, interrupts, progress } = going;
  const { epoch, told } = run;
  const { action, callbacks, company, training } = run.parts;
  let from = START, knows = 0;
  if (told) {
    from = run.soFar;
    // Of a step that is still to be made nobody knows.
    knows = from.steps > 0 ? told.next : 0;
    run.told = null;
  } else {
    run.soFar = START;
    await callbacks.tell("onEpochBegin", epoch, {});
    await company.shareWeights();
    model.resetMetrics();
  }
  begin(settings, going, from.samples);
  const done = await runLoop(model, {
    ...{ action, batches: training, progress, interrupts, from },
    mayBeEmpty: mayBeEmpty(run, settings),
    step: run.parts.step,
    checkNumerics: settings.checkNumerics,
    begin: async (index) => {
      await callbacks.tell("onTrainBatchBegin", index, {});
      await company.meet(run.where, interrupts, { hasBatch: true });
    },
    end: async (index, read, soFar) => {
      run.soFar = soFar;
      run.hasMoved = true;
      await callbacks.tellFrom(knows, "onTrainBatchEnd", index, read);
      knows = 0;
      await company.meet(run.where, interrupts);
    },
    exhausted: () => company.meet(run.where, interrupts, { hasBatch: false }),
    isOver: () => model.stopTraining,
    interrupt: () => run.interrupt("onTrainBatchEnd"),
    see: (step, seen) => {
      const where = `in epoch ${epoch + 1} before step ${step + 1}`;
      if (run.isCheckedFinite) checkFinite(action, seen, where);
    },
  });
  if (done.stopped) {
    progress.drop();
    return null;
  }
  if (done.steps === 0) {
    console.warn(
      `The training of ${model} ended before epoch ${
        epoch + 1
      }: there were no more batches`,
    );
    return null;
  }
  run.logs = company.mean(done.logs, run.where);
  return done.samples - from.samples;
}

/** Adds to the logs what the validation, or what is left of it, gives; whether it came to its end. */
async function validate(
  model: Stepping,
  settings: FitSettings,
  { run, interrupts, progress }: Going,
): Promise<boolean> {
  const { callbacks, company, validation } = run.parts;
  const from = run.told ? run.soFar : null;
  run.told = null;
  progress.begin({
    ...{ name: "validation", steps: validation!.steps, isPart: true },
  });
  const { logs, stopped } = await testAll(model, validation!, {
    ...{ action: `validate ${model}`, from },
    mayBeEmpty: mayBeEmpty(run, settings),
    ...{ progress, interrupts, callbacks },
    begun: () => company.follow(callbacks.hears("onTestBegin")),
    interrupt: (soFar) => {
      run.soFar = soFar;
      return run.interrupt("onTestBatchEnd");
    },
  });
  if (stopped) return false;
  for (const [key, value] of Object.entries(company.mean(logs, run.where))) {
    run.logs[`val_${key}`] = value;
  }
  return true;
}

/** A loss that is no number any more never becomes one again. */
function checkFinite(action: string, { loss }: Logs, where: string): void {
  if (loss === undefined || Number.isFinite(loss)) return;
  throw new DivergedError(
    `Cannot ${action}: expected a finite loss, received ${loss} ${where} (labels may lie outside of the classes, or a smaller learning rate or clipnorm may help; with checkNumerics: true the layer is told; with checkFinite: false the training goes on)`,
    loss,
  );
}

/** Training for some epochs. */

import { ValueError } from "../../config/errors.ts";
import { readOptions } from "../../config/schema.ts";
import { CallbackList } from "../callbacks/callback_list.ts";
import { History } from "../callbacks/logging/history.ts";
import { TerminateOnNaN } from "../callbacks/terminate_on_nan.ts";
import { resume, shareCheckpoint } from "../saving/checkpoint.ts";
import { askedOf } from "./agreement.ts";
import { checkFree, Work } from "./at_work.ts";
import type { FitData } from "./batches.ts";
import { weighClasses } from "./class_weight.ts";
import { Company } from "./company.ts";
import { type Going, runEpoch } from "./epoch.ts";
import { parted } from "./fit_data.ts";
import { FIT_ROWS, type FitOptions, type FitSettings } from "./fit_options.ts";
import { Interrupts } from "./interrupts.ts";
import { Progress } from "../progress/progress.ts";
import { Run, runOf } from "./run.ts";
import { targetsAndOptions } from "./samples.ts";
import type { Stepping } from "./stepping.ts";

/** Of several processes the first one alone has callbacks and files, and says how far they are. */
const SILENT = { callbacks: null, resumeFrom: null, verbose: 0 } as const;

/** Trains a model. */
export async function fit(
  model: Stepping,
  x: FitData,
  given: FitData | FitOptions | null | undefined,
  others?: FitOptions,
): Promise<History> {
  const action = `fit ${model}`;
  checkFree(action, model);
  if (runOf(model)) {
    throw new ValueError(
      `Cannot ${action}: expected the training before to have ended, received another in its callbacks`,
    );
  }
  const company = new Company(model);
  const { asked, settings, training, validation, callbacks, history } = company
    .together(
      action,
      () => prepared(action, { model, company, x, given, others }),
    );
  using work = new Work(action, model, { callbacks, isTraining: true });
  using interrupts = new Interrupts(settings.signal);
  using run = new Run(model, settings.initialEpoch, {
    ...{ action, callbacks, company, training, validation },
    isCheckedFinite: settings.checkFinite &&
      !asked.callbacks?.some((one) => one instanceof TerminateOnNaN),
    step: (batch) => {
      work.checkAlone(action);
      return model.trainStep(weighClasses(batch, settings.classWeight));
    },
  });
  const progress = new Progress(settings.verbose);
  model.stopTraining = false;
  await callbacks.tell("onTrainBegin", {});
  try {
    if (settings.resumeFrom) await resume(model, settings.resumeFrom);
    await company.begin(
      action,
      askedOf({ training, validation }, asked),
    );
    await company.meet(run.where, interrupts);
    shareCheckpoint(model, run);
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
  await company.shareWeights();
  return history;
}

/** What options and data ask for. */
function prepared(
  action: string,
  { model, company, x, given, others }: {
    readonly model: Stepping;
    readonly company: Company;
    readonly x: FitData;
    readonly given: FitData | FitOptions | null | undefined;
    readonly others?: FitOptions;
  },
) {
  const [y, options] = targetsAndOptions<FitData, FitOptions>(
    given,
    others,
    model.outputNames,
  );
  const asked = readOptions(action, FIT_ROWS, options);
  const settings = company.leads ? asked : { ...asked, ...SILENT };
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
  return { asked, settings, training, validation, callbacks, history };
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
    if (interrupts.asked && !run.told) {
      // Of the epoch before all is done.
      run.epoch--;
      return await run.interrupt("onEpochEnd");
    }
    if (!await runEpoch(model, settings, going)) return;
    isOver = model.stopTraining;
  }
  run.isComplete = true;
}

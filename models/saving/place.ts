/** Where a training is: the epoch and the step, the place in the data, and what metrics and callbacks have gathered. */

import { Scope } from "../../autograd/scope.ts";
import { asStepInHalves } from "../../autograd/transaction.ts";
import { getBackend } from "../../backends/default_backend.ts";
import { ValueError } from "../../config/errors.ts";
import { isEmpty, type Metric } from "../../training/metrics/metric.ts";
import type { Callback, Logs } from "../callbacks/callback.ts";
import type { Batch } from "../fitting/batches.ts";
import type { Course, DataPlace } from "../fitting/course.ts";
import { inScope } from "../fitting/loop.ts";
import type { Run, Told } from "../fitting/run.ts";
import {
  forget,
  type StepLogs,
  type Stepping,
  type StepResult,
} from "../fitting/stepping.ts";
import { type PartsState, writeParts } from "./parts.ts";
import {
  readState,
  type Saved,
  type SavedTensor,
  type State,
  toState,
} from "./state.ts";

/** What is kept of the place. */
export type PlaceState = {
  readonly epoch: number;
  readonly hook: Told["hook"];
  readonly next: number;
  readonly steps: number;
  readonly samples: number;
  readonly toldByStep: Readonly<Record<string, number | SavedTensor>>;
  readonly logs: Logs;
  readonly stopTraining: boolean;
  readonly training: DataPlace;
  readonly validation: DataPlace | null;
  readonly metrics: readonly (readonly SavedTensor[])[];
  readonly callbacks: readonly { name: string; state: Saved }[];
};

/**
 * Where a training is at the call.
 *
 * @throws {ValueError} if no step or epoch has just ended.
 */
export async function readPlace(
  action: string,
  model: Stepping,
  run: Run,
): Promise<Saved> {
  const { callbacks, training, validation } = run.parts;
  const told = toldOf(action, run);
  const isEpoch = told.hook === "onEpochEnd";
  const { epoch, soFar } = run;
  // Of an epoch that is over, the logs have all that metrics had.
  const metrics = isEpoch
    ? []
    : model.metrics.map((one) => isEmpty(one) ? [] : one.getState());
  const reading = readState(action, {
    ...{ epoch, steps: soFar.steps, samples: soFar.samples },
    toldByStep: isEpoch ? {} : { ...soFar.told },
    ...told,
    stopTraining: model.stopTraining,
    logs: { ...run.logs },
    training: { ...training.place },
    validation: validation && { ...validation.place },
    metrics,
    callbacks: callbacks.all.map((one) => ({
      name: one.constructor.name,
      state: one.getState(),
    })),
  });
  return await reading.finally(() => {
    for (const one of metrics.flat()) one[Symbol.dispose]();
  });
}

/**
 * What callbacks know at the call.
 *
 * @throws {ValueError} if it is none of the moments in which a training is whole.
 */
function toldOf(action: string, { parts, interrupted }: Run): Told {
  const { all, telling } = parts.callbacks;
  if (interrupted) return { hook: interrupted, next: all.length };
  const hook = telling?.hook;
  if (telling && (hook === "onTrainBatchEnd" || hook === "onEpochEnd")) {
    return { hook, next: telling.index + 1 };
  }
  throw new ValueError(
    `Cannot ${action}: expected a call in onTrainBatchEnd, onEpochEnd or onInterrupt of a callback while the model is trained, received one ${
      telling ? `in ${telling.hook}` : "outside of them"
    }`,
  );
}

/** A training, and what it is to be. */
interface Goal {
  readonly run: Run;
  readonly parts: PartsState;
  readonly place: PlaceState;
}

/**
 * Brings a training that has not begun its first epoch to a place, with its parts; all of it or, if anything does not fit,
 * nothing.
 *
 * @throws {ValueError} if callbacks, data or parts are others.
 */
export async function goToPlace(
  action: string,
  model: Stepping,
  { run, parts, place }: Goal,
): Promise<void> {
  const { callbacks, training, validation } = run.parts;
  checkCallbacks(action, place, callbacks.all);
  checkValidation(action, place, validation);
  let seen: Batch | null = null;
  const isMiddle = place.hook !== "onEpochEnd";
  // A step makes what is made by the first one: weights, slots, metrics; then all of it is put in its place.
  const see = isMiddle || !model.built
    ? (batch: Batch) => void (seen = batch)
    : null;
  try {
    if (place.validation) {
      await validation!.goTo(action, place.validation, null);
    }
    await training.goTo(action, place.training, see);
    await put(action, model, { run, parts, place }, seen);
  } finally {
    (seen as Batch | null)?.[Symbol.dispose]();
  }
  run.epoch = place.epoch;
  run.logs = place.logs;
  run.told = { hook: place.hook, next: place.next };
  run.soFar = {
    ...{ steps: place.steps, samples: place.samples },
    told: toldBy(place),
  };
  model.stopTraining = place.stopTraining;
}

/** Puts parts, metrics and what callbacks had gathered in place. */
function put(
  action: string,
  model: Stepping,
  { run, parts, place }: Goal,
  seen: Batch | null,
): Promise<void> {
  const start = seen?.x.backend ?? model.weights[0]?.backend ?? getBackend();
  const first = () => {
    if (seen) return inScope(action, () => run.parts.step(seen));
  };
  const second = () => {
    using _scope = new Scope();
    // The first half may have made the weights.
    const { backend } = model.weights[0] ?? { backend: start };
    if (place.hook !== "onEpochEnd") {
      const { metrics } = model;
      checkMetrics(action, place, metrics);
      metrics.forEach((metric, i) => {
        const state = place.metrics[i];
        if (state.length === 0) metric.resetState();
        else metric.setState(state.map((one) => one.toTensor(backend)));
      });
    }
    writeParts(action, model, parts);
    run.parts.callbacks.all.forEach((one, i) =>
      setState(action, one, () => toState(place.callbacks[i].state, backend))
    );
  };
  const wait = async (telling: StepResult) => forget(await telling);
  return asStepInHalves(start, { first, wait, second });
}

/** What a callback says of a state that it cannot use is told of the file. */
function setState(
  action: string,
  callback: Callback,
  state: () => State,
): void {
  try {
    callback.setState(state());
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    const { name } = callback.constructor;
    throw new ValueError(
      `Cannot ${action}: expected a state of ${name}, received what is refused: ${cause.message}`,
      { cause },
    );
  }
}

function toldBy({ toldByStep }: PlaceState): StepLogs | void {
  const told = Object.entries(toldByStep).map(([name, value]) =>
    [name, typeof value === "number" ? value : value.data[0]] as const
  );
  return told.length > 0 ? Object.fromEntries(told) : undefined;
}

function checkCallbacks(
  action: string,
  place: PlaceState,
  callbacks: readonly Callback[],
): void {
  const expected = place.callbacks.map(({ name }) => name);
  const received = callbacks.map((one) => one.constructor.name);
  if (expected.join() === received.join()) return;
  throw new ValueError(
    `Cannot ${action}: expected the callbacks ${
      listed(expected)
    }, as there were, received ${listed(received)}`,
  );
}

/** Without the history, which is always there. */
function listed(names: readonly string[]): string {
  return names.slice(0, -1).join(", ") || "none";
}

function checkValidation(
  action: string,
  place: PlaceState,
  validation: Course | null,
): void {
  if ((place.validation === null) === (validation === null)) return;
  throw new ValueError(
    `Cannot ${action}: expected a training ${
      validation ? "without" : "with"
    } validation, as it was, received one ${validation ? "with" : "without"}`,
  );
}

function checkMetrics(
  action: string,
  place: PlaceState,
  metrics: readonly Metric[],
): void {
  if (metrics.length === place.metrics.length) return;
  throw new ValueError(
    `Cannot ${action}: expected ${place.metrics.length} metrics, received ${metrics.length}`,
  );
}

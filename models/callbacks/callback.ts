/** The callback: what is told of a training as it goes, and may change it. */

import { checkArgumentCount } from "../../config/options.ts";
import type { Layer } from "../../layers/layer.ts";
import type { Metric } from "../../training/metrics/mod.ts";
import type { Optimizer } from "../../training/optimizers/mod.ts";
import type { State } from "../saving/state.ts";

/**
 * What is known after a batch or an epoch: the loss and the metrics by name.
 * @category Callbacks
 */
export type Logs = Record<string, number>;

/**
 * The same after a batch: awaiting it reads it from the device, so it is read by those alone who ask.
 * @category Callbacks
 */
export type BatchLogs = PromiseLike<Logs>;

/**
 * A model, as callbacks know it.
 * @category Callbacks
 */
export interface TrainedModel extends Layer {
  /** Ends the epoch after the step, and the training after the epoch, if it is set to true. */
  stopTraining: boolean;
  /** How its weights are changed. */
  readonly optimizer: Optimizer;
  /** What is gathered over an epoch, the loss first. */
  readonly metrics: readonly Metric[];
  /** The metric that logs have under a name. */
  metricOf(name: string): Metric | undefined;
}

/**
 * What is to be done, as `fit`, `evaluate` or `predict` were asked.
 * @category Callbacks
 */
export interface CallbackParams {
  /** How many epochs there are. */
  readonly epochs: number;
  /** How many steps an epoch has; `null` until the first is over where nobody knows. */
  readonly steps: number | null;
  /** How much is to be said: 0 nothing, 1 a bar, 2 a line an epoch. */
  readonly verbose: 0 | 1 | 2;
}

/**
 * What a hook may return: nothing, at once or later; the training waits for it.
 * @category Callbacks
 */
export type Hooked = void | Promise<void>;

/**
 * Keras's Callback: derive from it and override the hooks of what it is to be told. A hook may be async; the training
 * waits for it. The logs of a batch lie on the device until they are awaited.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * class Epochs extends dg.callbacks.Callback {
 *   readonly losses: number[] = [];
 *   override onEpochEnd(_epoch: number, logs: dg.callbacks.Logs): void {
 *     this.losses.push(logs.loss);
 *   }
 * }
 *
 * const model = new dg.Sequential([new dg.layers.Dense({ units: 1 })]);
 * model.compile({ optimizer: "sgd", loss: "mse" });
 * const callback = new Epochs();
 * await model.fit(dg.ones([8, 2]), dg.ones([8, 1]), {
 *   epochs: 3,
 *   callbacks: [callback],
 *   verbose: 0,
 * });
 * assertEquals(callback.losses.length, 3);
 * ```
 *
 * @category Callbacks
 */
export class Callback<Model extends TrainedModel = TrainedModel> {
  /** The name of this class, in bundles too. */
  static readonly name: string = "Callback";
  #model: Model | null = null;
  #params: CallbackParams | null = null;

  /** A callback of the base has no options. */
  constructor() {
    checkArgumentCount(`make ${new.target.name}`, arguments, 0);
  }

  /**
   * The model that is trained.
   *
   * @throws {ReferenceError} if there is none yet.
   */
  get model(): Model {
    return this.#model ?? notYet(this, "model");
  }

  /**
   * What is to be done.
   *
   * @throws {ReferenceError} if nothing is yet.
   */
  get params(): CallbackParams {
    return this.#params ?? notYet(this, "params");
  }

  /** Tells it the model. */
  setModel(model: Model): void {
    this.#model = model;
  }

  /** Tells it what is to be done. */
  setParams(params: CallbackParams): void {
    this.#params = params;
  }

  /** What it has gathered, for a checkpoint; nothing by default. */
  getState(): State {
    checkArgumentCount(`get the state of ${nameOf(this)}`, arguments, 0);
    return null;
  }

  /** Takes over what `getState` gave, after `onTrainBegin`; tensors in it are the receiver's to dispose. */
  setState(_state: State): void {
    checkArgumentCount(`set the state of ${nameOf(this)}`, arguments, 1);
  }

  /** Before the first epoch; what begins has logs without an entry, as in Keras. */
  onTrainBegin(_logs: Logs): Hooked {}
  /** When the training is over, with the logs of the last epoch; also if it was stopped. */
  onTrainEnd(_logs: Logs): Hooked {}
  /**
   * When `fit` stops as a signal or Ctrl-C asked it to, after a step, a batch of a validation or an epoch, of which all have
   * been told: the last moment in which the training can be kept, by `saveCheckpoint`.
   */
  onInterrupt(): Hooked {}
  /** Before an epoch; they are counted from 0. */
  onEpochBegin(_epoch: number, _logs: Logs): Hooked {}
  /** After an epoch; what is put into the logs, later callbacks and the history have too. */
  onEpochEnd(_epoch: number, _logs: Logs): Hooked {}
  /** Before a step of an epoch; they are counted from 0. */
  onTrainBatchBegin(_batch: number, _logs: Logs): Hooked {}
  /** After a step of an epoch, with the means of the epoch so far. */
  onTrainBatchEnd(_batch: number, _logs: BatchLogs): Hooked {}
  /** Before an evaluation, those between epochs included. */
  onTestBegin(_logs: Logs): Hooked {}
  /** After an evaluation. */
  onTestEnd(_logs: Logs): Hooked {}
  /** Before a batch of an evaluation. */
  onTestBatchBegin(_batch: number, _logs: Logs): Hooked {}
  /** After a batch of an evaluation, with the means so far. */
  onTestBatchEnd(_batch: number, _logs: BatchLogs): Hooked {}
  /** Before a prediction. */
  onPredictBegin(_logs: Logs): Hooked {}
  /** After a prediction. */
  onPredictEnd(_logs: Logs): Hooked {}
  /** Before a batch of a prediction. */
  onPredictBatchBegin(_batch: number, _logs: Logs): Hooked {}
  /** After a batch of a prediction. */
  onPredictBatchEnd(_batch: number, _logs: Logs): Hooked {}
}

function notYet(callback: object, what: string): never {
  throw new ReferenceError(
    `Cannot read the ${what} of ${
      nameOf(callback)
    }: expected a callback that fit, evaluate or predict was given, received one that none was`,
  );
}

function nameOf(callback: object): string {
  return callback.constructor.name;
}

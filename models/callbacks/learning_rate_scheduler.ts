/** A learning rate for each epoch. */

import { checkArgumentCount, checkFunction } from "../../config/options.ts";
import { quote, ValueError } from "../../config/errors.ts";
import { Callback, type Logs } from "./callback.ts";

/**
 * The learning rate of an epoch, counted from 0, of the one before.
 * @category Callbacks
 */
export type EpochSchedule = (epoch: number, learningRate: number) => number;

/**
 * Keras's LearningRateScheduler: asks a function for the learning rate of each epoch. The logs have the `learning_rate`.
 *
 * @category Callbacks
 */
export class LearningRateScheduler extends Callback {
  /** The name of this class, in bundles too. */
  static override readonly name: string = "LearningRateScheduler";
  readonly #schedule: EpochSchedule;

  /**
   * Takes the function.
   *
   * @throws {TypeError} if it is none.
   */
  constructor(schedule: EpochSchedule) {
    super();
    const action = "make LearningRateScheduler";
    checkArgumentCount(action, arguments, 1);
    checkFunction(action, schedule, "a function of the epoch");
    this.#schedule = schedule;
  }

  /** Sets the learning rate. */
  override onEpochBegin(epoch: number): void {
    const { optimizer } = this.model;
    const rate: unknown = this.#schedule(epoch, optimizer.learningRate);
    if (typeof rate !== "number" || !Number.isFinite(rate)) {
      throw new ValueError(
        `Cannot set the learning rate of epoch ${epoch}: expected the schedule to give a finite number, received ${
          quote(rate)
        }`,
      );
    }
    optimizer.learningRate = rate;
  }

  /** Tells the learning rate. */
  override onEpochEnd(_epoch: number, logs: Logs): void {
    logs.learning_rate = this.model.optimizer.learningRate;
  }
}

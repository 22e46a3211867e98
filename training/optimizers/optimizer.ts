/** What every optimizer has in common: the order of things within a step. */

import { ValueError } from "../../backends/errors.ts";
import { input } from "../../backends/expr.ts";
import * as f from "../../autograd/formula.ts";
import { zerosLike } from "../../autograd/grad.ts";
import { add, div, mul } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { Scope } from "../../autograd/scope.ts";
import { noGrad } from "../../autograd/tape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkName, defaultName } from "../../layers/naming.ts";
import { checkNumber } from "../../layers/options.ts";
import { type Config, optionsOf } from "../../layers/serialization.ts";
import type { Variable } from "../../layers/variable.ts";
import { clipGradients } from "./clip.ts";
import {
  type LearningRate,
  type OptimizerOptions,
  type Settings,
  settingsConfig,
  toLearningRate,
  toSettings,
} from "./options.ts";
import { LearningRateSchedule, serialize } from "./schedules/mod.ts";
import { Slots } from "./slots.ts";
import { type OptimizerState, readState, writeState } from "./state.ts";
import { toUpdates, type Update } from "./update.ts";
import { type DecayExclusions, WeightDecay } from "./weight_decay.ts";

const averaged = f.add(
  f.mul(input(2), f.x),
  f.mul(f.sub(1, input(2)), f.y),
);

/**
 * Changes variables so that a loss falls. Derive from it for one of your own, and override `update`.
 *
 * A step goes in Keras's order: gradients that are null are dropped, the others are divided by the loss scale,
 * accumulated and clipped; weights decay, are updated, averaged, and last brought back to their constraints.
 */
export abstract class Optimizer implements Disposable {
  /** Its name. */
  readonly name: string;
  /** What options all optimizers share ask for. */
  readonly settings: Settings;
  /** What it keeps for each variable. */
  protected readonly slots: Slots = new Slots();
  readonly #weightDecay = new WeightDecay();
  #learningRate: LearningRate;
  #steps = 0;
  #variables: readonly Variable[] | null = null;

  /**
   * Reads the options that all optimizers share; `own` names those that this one reads itself.
   *
   * @throws {ValueError} if an option has a value that is not allowed.
   */
  constructor(
    options: OptimizerOptions & { readonly learningRate: LearningRate },
    own: readonly string[],
  ) {
    const owner = this.constructor.name;
    this.settings = toSettings(owner, options, own);
    this.#learningRate = toLearningRate(owner, options.learningRate);
    this.name = options.name === null || options.name === undefined
      ? defaultName(owner)
      : checkName(owner, options.name);
  }

  /** How many updates have been made. */
  get iterations(): number {
    return Math.floor(
      this.#steps / (this.settings.gradientAccumulationSteps ?? 1),
    );
  }

  /** How far the next step goes. */
  get learningRate(): number {
    const rate = this.#learningRate;
    if (rate instanceof LearningRateSchedule) return rate.at(this.#steps);
    return typeof rate === "function" ? rate(this.#steps) : rate;
  }

  /** Sets it, unless it follows a schedule or a function. */
  set learningRate(value: number) {
    if (typeof this.#learningRate !== "number") {
      throw new TypeError(
        `Cannot set the learning rate of ${this.name}: expected an optimizer that was made with a number, received one that was made with a schedule or a function`,
      );
    }
    this.#learningRate = checkNumber(this.name, "learningRate", value);
  }

  /** What it keeps for the variables, such as momenta. */
  get variables(): Variable[] {
    return this.slots.all;
  }

  /** Names, in groups, the slots that each variable gets. */
  protected slotNames(): readonly (readonly string[])[] {
    return [];
  }

  /** What those slots hold at first. */
  protected slotStart(): number {
    return 0;
  }

  /** Changes the variables. */
  protected abstract update(
    updates: readonly Update[],
    learningRate: number,
  ): void;

  /**
   * Names the variables that are not to decay, in the place of those named before.
   *
   * @throws {ValueError} if the optimizer is built already.
   */
  excludeFromWeightDecay(exclusions: DecayExclusions): void {
    if (this.#variables) {
      throw new ValueError(
        `Cannot exclude variables from the weight decay of ${this.name}: expected an optimizer that is not built yet, received one that is`,
      );
    }
    this.#weightDecay.exclude(exclusions);
  }

  /** Makes the slots for the variables that it is going to train; the first `apply` does it too. */
  build(variables: readonly Variable[]): void {
    if (this.#variables) return;
    const { useEma, gradientAccumulationSteps } = this.settings;
    if (useEma) this.slots.add(this.name, variables, ["average"]);
    if (gradientAccumulationSteps !== null) {
      this.slots.add(this.name, variables, ["gradient_accumulator"]);
    }
    for (const names of this.slotNames()) {
      this.slots.add(this.name, variables, names, this.slotStart());
    }
    this.#variables = [...variables];
    variables[0]?.value.backend.flush(); // filling them is no part of the first step
  }

  /**
   * Makes a step: changes each variable by the gradient at its place; without `variables` those that it was built for.
   *
   * @throws {ValueError} if there is not one gradient for each variable, if all of them are null, or if a variable is
   * unknown to an optimizer already built.
   * @throws {ShapeError} if a gradient has not the shape of its variable.
   */
  apply(
    gradients: readonly (Tensor | null)[],
    variables: readonly Variable[] | null = this.#variables,
  ): void {
    if (gradients.length === 0) return;
    const updates = toUpdates(gradients, variables ?? []);
    if (this.#variables) this.#checkKnown(updates);
    if (variables) this.build(variables);
    noGrad(() => {
      using _scope = new Scope();
      this.#step(updates);
    });
    this.#steps++;
  }

  #checkKnown(updates: readonly Update[]): void {
    for (const { variable } of updates) {
      if (this.#variables?.includes(variable)) continue;
      throw new ValueError(
        `Cannot apply gradients: expected variables that ${this.name} was built for, received "${variable.path}"`,
      );
    }
  }

  #step(updates: readonly Update[]): void {
    const due = this.#accumulate(this.#unscale(updates));
    if (due) {
      const { learningRate } = this;
      const gradients = clipGradients(
        due.map(({ gradient }) => gradient),
        this.settings,
      );
      this.#weightDecay.apply(due, this.settings.weightDecay, learningRate);
      this.update(
        due.map(({ variable }, i) => ({ variable, gradient: gradients[i] })),
        learningRate,
      );
    }
    this.#average();
    for (const { variable } of updates) {
      const { constraint } = variable;
      if (constraint) variable.assign(constraint.call(variable.value));
    }
  }

  #unscale(updates: readonly Update[]): readonly Update[] {
    const { lossScaleFactor } = this.settings;
    if (lossScaleFactor === null) return updates;
    return updates.map(({ variable, gradient }) => ({
      variable,
      gradient: div(gradient, lossScaleFactor),
    }));
  }

  /** The mean gradients of the last steps when an update is due, else null. */
  #accumulate(updates: readonly Update[]): readonly Update[] | null {
    const { gradientAccumulationSteps: steps } = this.settings;
    if (steps === null) return updates;
    const isDue = (this.#steps + 1) % steps === 0;
    const sums = updates.map(({ variable, gradient }) => {
      const slot = this.slots.get("gradient_accumulator", variable);
      const sum = add(slot, gradient);
      slot.assign(isDue ? zerosLike(sum) : sum);
      return { variable, gradient: div(sum, steps) };
    });
    return isDue ? sums : null;
  }

  #average(): void {
    const { useEma, emaMomentum, emaOverwriteFrequency } = this.settings;
    if (!useEma || !this.#variables) return;
    const momentum = this.iterations === 0 ? 0 : emaMomentum;
    for (const variable of this.#variables) {
      const slot = this.slots.get("average", variable);
      slot.assign(elementwise(averaged, [slot, variable, momentum]));
    }
    const isDue = emaOverwriteFrequency !== null &&
      (this.iterations + 1) % emaOverwriteFrequency === 0;
    if (isDue) this.finalizeVariableValues();
  }

  /** Replaces the variables by their moving averages, if it keeps any: what to do when training ends. */
  finalizeVariableValues(): void {
    if (!this.settings.useEma) return;
    for (const variable of this.#variables ?? []) {
      variable.assign(this.slots.get("average", variable));
    }
  }

  /** All that a step reads besides the weights, with which training goes on as if it had not stopped. */
  getState(): Promise<OptimizerState> {
    return readState(this.name, this.#steps, this.#learningRate, this.slots);
  }

  /**
   * Takes over what `getState` gave, of an optimizer of the same options for variables of the same shapes.
   *
   * @throws {ValueError} if the optimizer is not built yet, or the state is not of such an optimizer.
   */
  setState(state: OptimizerState): void {
    if (!this.#variables) {
      throw new ValueError(
        `Cannot set the state of ${this.name}: expected an optimizer that is built, received one that is not`,
      );
    }
    const hasRate = typeof this.#learningRate === "number";
    const [steps, rate] = writeState(this.name, state, hasRate, this.slots);
    this.#steps = steps;
    if (hasRate) this.learningRate = rate;
  }

  /** The loss times the loss scale, if there is one: what gradients are to be taken of. */
  scaleLoss(loss: Tensor): Tensor {
    const { lossScaleFactor } = this.settings;
    return lossScaleFactor === null ? loss : mul(loss, lossScaleFactor);
  }

  /**
   * Keras's arguments.
   *
   * @throws {TypeError} if the learning rate is a function.
   */
  getConfig(): Config {
    if (typeof this.#learningRate === "function") {
      throw new TypeError(
        `Cannot serialize optimizer ${this.name}: expected a learning rate that is a number, received a function`,
      );
    }
    return {
      name: this.name,
      learning_rate: this.#learningRate instanceof LearningRateSchedule
        ? serialize(this.#learningRate)
        : this.#learningRate,
      ...settingsConfig(this.settings),
    };
  }

  /** Makes an optimizer from Keras's arguments. */
  static fromConfig<T>(this: new (options: never) => T, config: Config): T {
    return new this(optionsOf(config) as never);
  }

  /** Frees what it keeps for the variables. */
  [Symbol.dispose](): void {
    this.slots[Symbol.dispose]();
    this.#variables = null;
    this.#steps = 0;
  }
}

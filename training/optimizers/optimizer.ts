/** What every optimizer has in common. */

import { checkArgumentCount } from "../../config/options.ts";
import type { Backend } from "../../backends/backend.ts";
import { ValueError } from "../../config/errors.ts";
import type { Expr } from "../../backends/expr.ts";
import { getBackend } from "../../backends/default_backend.ts";
import { mul } from "../../autograd/ops/elementwise.ts";
import { under } from "../../autograd/place.ts";
import { Scope } from "../../autograd/scope.ts";
import { noGrad } from "../../autograd/tape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { transact } from "../../autograd/transaction.ts";
import { configOf, hold, valuesOf } from "../../config/configurable.ts";
import { Configured } from "../../config/configured.ts";
import type { AnySchema, OptionsArguments } from "../../config/schema.ts";
import type { Config } from "../../config/serialization.ts";
import type { Variable } from "../../variables/variable.ts";
import type { Listening } from "./listening.ts";
import type { CountedNumber } from "./step/counted_number.ts";
import { checkGuard, type Guard } from "./step/guard.ts";
import { Iteration } from "./step/iteration.ts";
import {
  type LearningRate,
  nextRate,
  rateAt,
  rateConfig,
} from "./learning_rate.ts";
import { type NumberSource, NumberVariables } from "./step/number_variable.ts";
import {
  checkClips,
  OPTIMIZER_ROWS,
  type OptimizerOptions,
  type Settings,
} from "./options.ts";
import { ShownOptimizer } from "./description.ts";
import { ACCUMULATOR, Slots } from "./step/slots.ts";
import {
  type OptimizerState,
  readState,
  stateOf,
  writeState,
} from "./step/state.ts";
import type { Terms } from "./step/step_formulas.ts";
import { Stepper } from "./step/stepper.ts";
import { checkKnown, checkVariables, toUpdates } from "./step/update.ts";
import { type DecayExclusions, decaying } from "./step/weight_decay.ts";

/** What the options that all optimizers share ask for, and what some optimizers do besides. */
export interface Optimizer extends Settings, Listening {}

/**
 * Changes variables so that a loss falls. Derive from it for one of your own: say in `formulas` what a step makes of a
 * weight, in `slotNames` what is to be kept for each, in `numbers` what a formula is to know of the step.
 *
 * A step goes in Keras's order: gradients that are null are dropped, the others are divided by the loss scale,
 * accumulated and clipped; weights decay, are updated, averaged, and last brought back to their constraints. All but the
 * constraints is one kernel per variable; norms take one more each.
 *
 * @category Optimizers
 */
export abstract class Optimizer<
  Options extends object = OptimizerOptions,
  Leading extends readonly unknown[] = ["learningRate"],
> extends ShownOptimizer implements Disposable {
  /** A row for each option, from which follow the constructor, the properties, `getConfig` and `fromConfig`. */
  static readonly schema: AnySchema = OPTIMIZER_ROWS;
  /** The options that may be given by their places, before the object of the others; the types say so by `Leading`. */
  static readonly leading: readonly string[] = ["learningRate"];
  /** Its name. */
  declare readonly name: string;
  readonly #iteration = new Iteration();
  readonly #slots = new Slots();
  readonly #stepper: Stepper;
  readonly #shown = new NumberVariables();
  #decays = decaying({});
  #learningRate: LearningRate;

  /**
   * Reads the options.
   *
   * @throws {TypeError} if there is one that the table of the class has not, or another argument.
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(...options: OptionsArguments<Options, Leading>) {
    const { learningRate, ...values } = valuesOf(new.target, options);
    super();
    hold(this, values);
    this.#learningRate = learningRate as LearningRate;
    checkClips(new.target.name, this);
    this.checkOptions?.();
    this.#stepper = new Stepper(this, this.#iteration, this.#slots, {
      slots: () => this.slotNames().flat().length,
      numbers: (rate, step) => this.numbers(rate, step),
      sums: (terms) => this.sums(terms),
      formulas: (terms, sums) => this.formulas(terms, sums),
      rateAt: (count) => rateAt(this.#learningRate, count),
      decays: (variable) => this.#decays(variable),
    });
  }

  /** Refuses options that do not go together; most classes have none. */
  protected checkOptions?(): void;

  /** The weight after the update, then each slot; `sums` are those that `sums` asks for. */
  protected abstract formulas(
    terms: Terms,
    sums: readonly Expr[],
  ): readonly Expr[];

  /** Names, in groups, the slots that each variable gets. */
  protected slotNames(): readonly (readonly string[])[] {
    return [];
  }

  /** What those slots hold at first. */
  protected slotStart(): number {
    return 0;
  }

  /** The numbers that the formulas speak of, for the `step`-th update (from 1); how many they are does not change. */
  protected numbers(learningRate: number, _step: number): readonly number[] {
    return [learningRate];
  }

  /** Expressions whose sums over a whole variable the formulas need; each takes a kernel more. */
  protected sums(_terms: Terms): readonly Expr[] {
    return [];
  }

  /** A number besides the iteration and the learning rate that has to be kept. */
  protected ownNumber(): CountedNumber | null {
    return null;
  }

  /** How many updates have been made; of steps that a loss scale may have skipped it learns once the device is heard. */
  get iterations(): number {
    return this.#stepper.updatesOf(this.#iteration.most);
  }

  /** How many steps have been made since the last update, whose gradients are accumulated for the next. */
  get accumulatedSteps(): number {
    return this.#iteration.most % (this.gradientAccumulationSteps ?? 1);
  }

  /** How far the next step goes. */
  get learningRate(): number {
    return rateAt(this.#learningRate, this.#iteration.most);
  }

  /**
   * Sets it. A schedule or a function can be replaced by another, but not by a number.
   *
   * @throws {TypeError} if it follows a schedule or a function and is to be a number.
   * @throws {ValueError} if it is no learning rate.
   */
  set learningRate(value: LearningRate) {
    this.#learningRate = nextRate(this.name, this.#learningRate, value);
  }

  /** Keras's variables in its order: the iteration, the learning rate if it is a number, the slots. */
  get variables(): Variable[] {
    const get = () => rateAt(this.#learningRate, 0);
    const set = (value: number) => this.#learningRate = value;
    const rate: NumberSource = { name: "learning_rate", get, read: get, set };
    const own = this.#variables && this.ownNumber();
    return [
      this.#show(this.#iteration),
      ...typeof this.#learningRate === "number" ? [this.#show(rate)] : [],
      ...this.#slots.all,
      ...own ? [this.#show(this.#stepper.sourceOf(own, this.#backend))] : [],
    ];
  }

  get #variables(): readonly Variable[] | null {
    return this.#slots.variables;
  }
  get #backend(): Backend {
    return this.#variables?.[0]?.value.backend ?? getBackend();
  }
  #show(source: NumberSource): Variable {
    return this.#shown.of(this.name, source, this.#backend);
  }

  /**
   * Names the variables that are not to decay, in the place of those named before.
   *
   * @throws {ValueError} if the optimizer is built already.
   */
  excludeFromWeightDecay(exclusions: DecayExclusions): void {
    checkArgumentCount("exclude variables from weight decay", arguments, 1);
    if (this.#variables) {
      throw new ValueError(
        `Cannot exclude variables from the weight decay of ${this.name}: expected an optimizer that is not built yet, received one that is`,
      );
    }
    this.#decays = decaying(exclusions);
  }

  /** Makes the slots for the variables that it is going to train; the first `apply` does it too. */
  build(variables: readonly Variable[]): void {
    checkArgumentCount(`build ${this.name}`, arguments, 1);
    if (this.#variables) return;
    checkVariables(`build ${this.name}`, variables);
    const { useEma, gradientAccumulationSteps: steps } = this;
    this.#slots.make(this.name, variables, [
      [useEma ? ["average"] : [], 0],
      [steps === null ? [] : [ACCUMULATOR], 0],
      ...this.slotNames().map((kinds) => [kinds, this.slotStart()] as const),
    ]);
  }

  /**
   * Makes a step: changes each variable by the gradient at its place; without `variables` those that it was built for.
   * A `guard` says on the device whether the step is to be made, as a `LossScaleOptimizer` does.
   *
   * @throws {ValueError} if there is not one gradient for each variable, if all of them are null, or if a variable is
   * there twice, or unknown to an optimizer already built.
   * @throws {ShapeError} if a gradient has not the shape of its variable.
   */
  apply(
    gradients: readonly (Tensor | null)[],
    variables: readonly Variable[] | null = this.#variables,
    guard: Guard | null = null,
  ): void {
    checkArgumentCount("apply gradients", arguments, 3);
    checkGuard(guard);
    const updates = toUpdates(gradients, variables ?? []);
    if (updates.length === 0) return;
    if (this.#variables) checkKnown(this.name, updates, this.#variables);
    transact(() => {
      using _scope = new Scope();
      if (variables) this.build(variables);
      const run = () => this.#stepper.run(updates, this.#variables!, guard);
      noGrad(() => under(this, run));
    });
  }

  /** Replaces the variables by their moving averages, if it keeps any: what to do when training ends. */
  finalizeVariableValues(): void {
    checkArgumentCount("finalize the variables", arguments, 0);
    for (const variable of this.useEma ? this.#variables ?? [] : []) {
      variable.assign(this.#slots.held(variable)[1]);
    }
  }

  /** All that a step reads besides the weights, with which training goes on as if it had not stopped. */
  getState(): Promise<OptimizerState> {
    checkArgumentCount(`get the state of ${this.name}`, arguments, 0);
    return readState(this.variables);
  }

  /**
   * Takes over what `getState` gave, of an optimizer of the same options for variables of the same shapes.
   *
   * @throws {ValueError} if the optimizer is not built yet, or the state is not of such an optimizer.
   */
  setState(state: OptimizerState): void {
    checkArgumentCount(`set the state of ${this.name}`, arguments, 1);
    writeState(this.name, this.#variables && this.variables, state);
  }

  /**
   * Takes over the elements of `variables`, in that order, such as Keras writes them.
   *
   * @throws {ValueError} if the optimizer is not built yet, or they are not of such an optimizer.
   */
  setWeights(weights: readonly (number | ArrayLike<number>)[]): void {
    checkArgumentCount(`set the state of ${this.name}`, arguments, 1);
    this.setState(stateOf(this.name, this.variables, weights));
  }

  /** The loss times the loss scale, if there is one: what gradients are to be taken of. */
  scaleLoss(loss: Tensor): Tensor {
    checkArgumentCount("scale a loss", arguments, 1);
    const { lossScaleFactor } = this;
    return lossScaleFactor === null ? loss : mul(loss, lossScaleFactor);
  }

  /**
   * Keras's arguments.
   *
   * @throws {TypeError} if the learning rate is a function without a name.
   */
  getConfig(): Config {
    return { ...configOf(this), learning_rate: rateConfig(this.#learningRate) };
  }

  /** Makes an optimizer from Keras's arguments; schedules and functions of your own are looked up in `customObjects`. */
  static readonly fromConfig: typeof Configured.fromConfig =
    Configured.fromConfig;

  /** Frees what it keeps for the variables. */
  [Symbol.dispose](): void {
    this.#slots[Symbol.dispose]();
    this.#iteration.set(0);
    this.#shown[Symbol.dispose]();
  }
}

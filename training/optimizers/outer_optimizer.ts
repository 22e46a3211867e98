/** The base of optimizers around another one, which makes the steps. */

import { checkArgumentCount } from "../../config/options.ts";
import { configOf } from "../../config/configurable.ts";
import { settled } from "../../config/rows.ts";
import type { AnySchema } from "../../config/schema.ts";
import type { Config } from "../../config/serialization.ts";
import type { Variable } from "../../variables/variable.ts";
import type { LearningRate } from "./learning_rate.ts";
import { Optimizer } from "./optimizer.ts";
import type { DecayExclusions } from "./step/weight_decay.ts";

/** It makes no step of its own, and has none of the options of one. */
export const NO_STEP: AnySchema = {
  learningRate: settled(0),
  weightDecay: settled(null),
  clipnorm: settled(null),
  globalClipnorm: settled(null),
  clipvalue: settled(null),
  useEma: settled(false),
  emaMomentum: settled(0.99),
  emaOverwriteFrequency: settled(null),
  lossScaleFactor: settled(null),
  gradientAccumulationSteps: settled(null),
};

/**
 * Changes what the optimizer inside is given, and leaves the steps to it.
 * @category Optimizers
 */
export abstract class OuterOptimizer<Options extends object>
  extends Optimizer<Options, ["innerOptimizer"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["innerOptimizer"];
  /** The optimizer that makes the steps. */
  declare readonly innerOptimizer: Optimizer;

  /** Leaves the weight as it is: the inner optimizer changes it. */
  protected override formulas(): [] {
    return [];
  }

  /** How many updates the inner optimizer has made. */
  override get iterations(): number {
    return this.innerOptimizer.iterations;
  }

  /** How many steps the inner optimizer has made since its last update. */
  override get accumulatedSteps(): number {
    return this.innerOptimizer.accumulatedSteps;
  }

  /** How far the inner optimizer's next step goes. */
  override get learningRate(): number {
    return this.innerOptimizer.learningRate;
  }

  /** Sets it there. */
  override set learningRate(value: LearningRate) {
    this.innerOptimizer.learningRate = value;
  }

  /** Excludes variables from the inner optimizer's weight decay. */
  override excludeFromWeightDecay(exclusions: DecayExclusions): void {
    checkArgumentCount("exclude variables from weight decay", arguments, 1);
    this.innerOptimizer.excludeFromWeightDecay(exclusions);
  }

  /** Makes what the inner optimizer needs. */
  override build(variables: readonly Variable[]): void {
    checkArgumentCount(`build ${this.name}`, arguments, 1);
    this.innerOptimizer.build(variables);
    super.build(variables);
  }

  /** Replaces the variables by the inner optimizer's moving averages, if it keeps any. */
  override finalizeVariableValues(): void {
    checkArgumentCount("finalize the variables", arguments, 0);
    this.innerOptimizer.finalizeVariableValues();
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return configOf(this);
  }

  /** Frees what it and the inner optimizer keep. */
  override [Symbol.dispose](): void {
    super[Symbol.dispose]();
    this.innerOptimizer[Symbol.dispose]();
  }
}

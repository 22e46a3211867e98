/**
 * Optimizers: how variables are changed so that a loss falls.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { SGD } from "@decograd/decograd/optimizers";
 * import { assertEquals } from "@std/assert";
 *
 * const w = new dg.layers.Variable(dg.tensor([1, 2]));
 * new SGD(0.5).apply([dg.tensor([2, 2])], [w]);
 * assertEquals([...await w.value.data()], [0, 1]);
 * ```
 *
 * @category Optimizers
 * @module
 */

import type { Deserialize, Get, Serialize } from "../../config/family.ts";
import type { ObjectConfig } from "../../config/serialization.ts";
import { BASIC, familyOf, type OptimizerClass } from "./family.ts";
import { LossScaleOptimizer } from "./loss_scale_optimizer.ts";
import type { Optimizer } from "./optimizer.ts";

export type { ShownOptimizer } from "./description.ts";
export type { PartClass } from "../../config/family.ts";
export * from "./built_in.ts";
export * from "./loss_scale_optimizer.ts";
export * from "./optimizer.ts";
export { OuterOptimizer } from "./outer_optimizer.ts";
export type { Listening } from "./listening.ts";
export type { ProcessGroup } from "./process_group.ts";
export type { OptimizerClass } from "./family.ts";
export type { Guard } from "./step/guard.ts";
export type { LearningRate } from "./learning_rate.ts";
export type { CountedNumber } from "./step/counted_number.ts";
export type { OptimizerOptions, Settings } from "./options.ts";
/**
 * Learning rates that follow from the number of steps made.
 * @category Optimizers
 */
export * as schedules from "./schedules/mod.ts";
export type { LearningRateSchedule } from "./schedules/schedule.ts";
export type { OptimizerState, SavedVariable } from "./step/state.ts";
export type { Terms } from "./step/step_formulas.ts";
export type { DecayExclusions } from "./step/weight_decay.ts";

/**
 * The classes under Keras's names for them.
 * @category Optimizers
 */
export const classes: typeof BASIC & {
  readonly LossScaleOptimizer: typeof LossScaleOptimizer;
} = { ...BASIC, LossScaleOptimizer };

/**
 * The names by which optimizers are found: Keras's, in whatever case.
 * @category Optimizers
 */
export type OptimizerName =
  | keyof typeof classes
  | Lowercase<keyof typeof classes>;

/**
 * What may stand for an optimizer.
 * @category Optimizers
 */
export type OptimizerIdentifier =
  | OptimizerName
  | ObjectConfig
  | Optimizer
  | OptimizerClass;

const optimizers = familyOf(classes);

/**
 * The optimizer that an identifier means, `null` for none.
 *
 * @throws {ValueError} if it means none.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(dg.optimizers.get("adam").learningRate, 0.001);
 * ```
 *
 * @category Optimizers
 */
export const get: Get<OptimizerIdentifier, Optimizer> = optimizers.get;

/**
 * An optimizer in Keras's object form; its state is not part of it.
 * @category Optimizers
 */
export const serialize: Serialize<Optimizer> = optimizers.serialize;

/**
 * The optimizer that Keras's object form means; optimizers, schedules and functions of your own are looked up in `customObjects`.
 *
 * @throws {ValueError} if nothing has its name.
 *
 * @category Optimizers
 */
export const deserialize: Deserialize<Optimizer> = optimizers.deserialize;

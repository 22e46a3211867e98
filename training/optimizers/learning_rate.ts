/** The learning rate: a number, a schedule or a function. */

import { checkNumber } from "../../layers/options.ts";
import {
  functionObject,
  isObjectConfig,
  type SerializedObject,
} from "../../layers/serialization.ts";
import {
  deserialize,
  LearningRateSchedule,
  serialize,
} from "./schedules/mod.ts";

/** How far a step goes: a number, a schedule, or a function of the number of steps made so far. */
export type LearningRate =
  | number
  | LearningRateSchedule
  | ((iterations: number) => number);

/**
 * A learning rate.
 *
 * @throws {ValueError} if it is neither a finite number nor a schedule nor a function.
 */
export function toLearningRate(owner: string, value: unknown): LearningRate {
  if (value instanceof LearningRateSchedule) return value;
  if (typeof value === "function") return value as LearningRate;
  if (isObjectConfig(value)) return deserialize(value);
  return checkNumber(owner, "learningRate", value);
}

/** The learning rate after so many steps. */
export function rateAt(rate: LearningRate, iterations: number): number {
  if (typeof rate === "number") return rate;
  return typeof rate === "function" ? rate(iterations) : rate.at(iterations);
}

/**
 * The learning rate as Keras writes it.
 *
 * @throws {TypeError} if it is a function without a name.
 */
export function rateConfig(rate: LearningRate): number | SerializedObject {
  if (typeof rate === "number") return rate;
  return typeof rate === "function"
    ? functionObject("learning rate", rate)
    : serialize(rate);
}

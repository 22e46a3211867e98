/** The learning rate: a number, a schedule or a function. */

import { quote, ValueError } from "../../config/errors.ts";
import { isCallable } from "../../config/options.ts";
import { number } from "../../config/rows.ts";
import type { Row } from "../../config/schema.ts";
import {
  functionObject,
  isObjectConfig,
  type SerializedObject,
} from "../../config/serialization.ts";
import {
  deserialize,
  LearningRateSchedule,
  serialize,
} from "./schedules/mod.ts";

/**
 * How far a step goes: a number, a schedule, or a function of the number of steps made so far.
 * @category Optimizers
 */
export type LearningRate =
  | number
  | LearningRateSchedule
  | ((iterations: number) => number);

const finite = number();

/** A learning rate, `usual` if none is given. */
export function learningRate(usual?: number): Row<LearningRate> {
  return {
    read(value, place) {
      const given = value === undefined ? usual : value;
      if (given instanceof LearningRateSchedule) return given;
      if (isCallable(given)) return given as LearningRate;
      if (isObjectConfig(given)) return deserialize(given);
      return finite.read(given, place);
    },
    revive: deserialize,
  };
}

/**
 * The learning rate after so many steps.
 *
 * @throws {ValueError} if a schedule or a function gives no finite number: every weight would be lost.
 */
export function rateAt(rate: LearningRate, iterations: number): number {
  if (typeof rate === "number") return rate;
  const now: unknown = typeof rate === "function"
    ? rate(iterations)
    : rate.at(iterations);
  if (typeof now === "number" && Number.isFinite(now)) return now;
  throw new ValueError(
    `Cannot tell the learning rate after ${iterations} steps: expected a finite number, received ${
      quote(now)
    }`,
  );
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

/** The learning rate that takes another one's place: a number takes only that of a number. */
export function nextRate(
  owner: string,
  before: LearningRate,
  value: LearningRate,
): LearningRate {
  const next = learningRate().read(value, {
    action: `set the learning rate of ${owner}`,
    owner,
    option: "it",
  });
  if (typeof next !== "number" || typeof before === "number") return next;
  throw new TypeError(
    `Cannot set the learning rate of ${owner}: expected an optimizer that was made with a number, received one that was made with a schedule or a function`,
  );
}

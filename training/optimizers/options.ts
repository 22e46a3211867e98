/** The options that all optimizers share. */

import { ValueError } from "../../config/errors.ts";
import { toBoolean } from "../../variables/arguments.ts";
import { checkNumber, checkOptions, quote } from "../../config/checks.ts";
import type { Config } from "../../config/serialization.ts";
import type { LearningRate } from "./learning_rate.ts";

/** The options of every optimizer. */
export interface OptimizerOptions {
  /** Its name; that of its class in snake_case if not given. */
  readonly name?: string | null;
  /** How far a step goes. */
  readonly learningRate?: LearningRate;
  /** Takes this part of each weight, times the learning rate, off it before the update. */
  readonly weightDecay?: number | null;
  /** Scales each gradient down to this norm. */
  readonly clipnorm?: number | null;
  /** Holds each element of the gradients between minus and plus this. */
  readonly clipvalue?: number | null;
  /** Scales all gradients down together, to this norm of them all. */
  readonly globalClipnorm?: number | null;
  /** Whether to keep a moving average of the weights; `false` if not given. */
  readonly useEma?: boolean;
  /** How much of the moving average a step keeps, from 0 to 1; 0.99 if not given. */
  readonly emaMomentum?: number;
  /** After how many steps each the weights are replaced by their averages; never if not given. */
  readonly emaOverwriteFrequency?: number | null;
  /** Gradients are divided by it; the loss has to be multiplied by it, as `scaleLoss` does. */
  readonly lossScaleFactor?: number | null;
  /** Updates only every so many steps, 2 or more, with the mean of their gradients. */
  readonly gradientAccumulationSteps?: number | null;
}

/** The options with their defaults, checked. */
export interface Settings {
  /** Takes this part of each weight, times the learning rate, off it before the update. */
  readonly weightDecay: number | null;
  /** Scales each gradient down to this norm. */
  readonly clipnorm: number | null;
  /** Holds each element of the gradients between minus and plus this. */
  readonly clipvalue: number | null;
  /** Scales all gradients down together, to this norm of them all. */
  readonly globalClipnorm: number | null;
  /** Whether to keep a moving average of the weights. */
  readonly useEma: boolean;
  /** How much of the moving average a step keeps. */
  readonly emaMomentum: number;
  /** After how many steps each the weights are replaced by their averages. */
  readonly emaOverwriteFrequency: number | null;
  /** Gradients are divided by it; a `LossScaleOptimizer` around the optimizer sets it to `null`. */
  lossScaleFactor: number | null;
  /** Updates only every so many steps. */
  readonly gradientAccumulationSteps: number | null;
}

/** The options that `OptimizerOptions` names. */
export const OPTIMIZER_OPTIONS: readonly string[] = [
  "name",
  "learningRate",
  "weightDecay",
  "clipnorm",
  "clipvalue",
  "globalClipnorm",
  "useEma",
  "emaMomentum",
  "emaOverwriteFrequency",
  "lossScaleFactor",
  "gradientAccumulationSteps",
];

/**
 * The settings that options ask for; `own` names the options that the optimizer reads itself.
 *
 * @throws {ValueError} if one has a value that is not allowed.
 * @throws {TypeError} if there is one that nobody reads.
 */
export function toSettings(
  owner: string,
  options: OptimizerOptions,
  own: readonly string[],
): Settings {
  checkOptions(owner, options, [...OPTIMIZER_OPTIONS, ...own]);
  const settings = {
    weightDecay: notNegative(owner, "weightDecay", options.weightDecay),
    clipnorm: positive(owner, "clipnorm", options.clipnorm),
    clipvalue: positive(owner, "clipvalue", options.clipvalue),
    globalClipnorm: positive(owner, "globalClipnorm", options.globalClipnorm),
    useEma: toBoolean(owner, "useEma", options.useEma ?? false),
    emaMomentum: toFraction(owner, "emaMomentum", options.emaMomentum ?? 0.99),
    emaOverwriteFrequency: count(
      owner,
      "emaOverwriteFrequency",
      options.emaOverwriteFrequency,
      1,
    ),
    lossScaleFactor: positive(
      owner,
      "lossScaleFactor",
      options.lossScaleFactor,
    ),
    gradientAccumulationSteps: count(
      owner,
      "gradientAccumulationSteps",
      options.gradientAccumulationSteps,
      2,
    ),
  };
  const clips = [
    settings.clipnorm,
    settings.clipvalue,
    settings.globalClipnorm,
  ].filter((clip) => clip !== null);
  if (clips.length > 1) {
    throw new ValueError(
      `Cannot make ${owner}: expected at most one of clipnorm, clipvalue and globalClipnorm, received ${clips.length}`,
    );
  }
  return settings;
}

/** Keras's arguments for the settings. */
export function settingsConfig(settings: Settings): Config {
  return {
    weight_decay: settings.weightDecay,
    clipnorm: settings.clipnorm,
    global_clipnorm: settings.globalClipnorm,
    clipvalue: settings.clipvalue,
    use_ema: settings.useEma,
    ema_momentum: settings.emaMomentum,
    ema_overwrite_frequency: settings.emaOverwriteFrequency,
    loss_scale_factor: settings.lossScaleFactor,
    gradient_accumulation_steps: settings.gradientAccumulationSteps,
  };
}

/**
 * A number from 0 to 1.
 *
 * @throws {ValueError} if it is not.
 */
export function toFraction(
  owner: string,
  option: string,
  value: unknown,
): number {
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  throw new ValueError(
    `Cannot make ${owner}: expected ${option} to be a number from 0 to 1, received ${
      quote(value)
    }`,
  );
}

/**
 * How much of a mean a step keeps: a number from 0 to below 1.
 *
 * @throws {ValueError} if it is not.
 */
export function toBeta(
  owner: string,
  option: string,
  value: unknown,
): number {
  const fraction = toFraction(owner, option, value);
  if (fraction < 1) return fraction;
  throw new ValueError(
    `Cannot make ${owner}: expected ${option} to be below 1, received 1`,
  );
}

function positive(
  owner: string,
  option: string,
  value: number | null | undefined,
): number | null {
  if (value === null || value === undefined) return null;
  if (checkNumber(owner, option, value) > 0) return value;
  throw new ValueError(
    `Cannot make ${owner}: expected ${option} to be above 0, received ${value}`,
  );
}

function notNegative(
  owner: string,
  option: string,
  value: number | null | undefined,
): number | null {
  return value === 0 ? 0 : positive(owner, option, value);
}

function count(
  owner: string,
  option: string,
  value: number | null | undefined,
  least: number,
): number | null {
  if (value === null || value === undefined) return null;
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new ValueError(
    `Cannot make ${owner}: expected ${option} to be an integer, ${least} or more, received ${
      quote(value)
    }`,
  );
}

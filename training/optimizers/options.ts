/** The options that all optimizers share. */

import { ValueError } from "../../config/errors.ts";
import { flag, integer, named, nullable, number } from "../../config/rows.ts";
import type { Row, Schema } from "../../config/schema.ts";
import { name } from "../../variables/rows.ts";
import { type LearningRate, learningRate } from "./learning_rate.ts";

/**
 * The options of every optimizer.
 * @category Optimizers
 */
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

/**
 * The options with their defaults, checked.
 * @category Optimizers
 */
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

const positive = () => nullable(number(undefined, { above: 0 }));

/** The rows of these options. */
export const OPTIMIZER_ROWS = {
  name: name(),
  learningRate: learningRate(),
  weightDecay: nullable(number(undefined, { least: 0 })),
  clipnorm: positive(),
  globalClipnorm: positive(),
  clipvalue: positive(),
  useEma: flag(false),
  emaMomentum: fraction(0.99),
  emaOverwriteFrequency: nullable(integer(undefined, { least: 1 })),
  lossScaleFactor: positive(),
  gradientAccumulationSteps: nullable(integer(undefined, { least: 2 })),
} satisfies Schema<OptimizerOptions>;

/** A number from 0 to 1; `key` is Keras's name for it, where no rule gives it. */
export function fraction(usual: number, key?: string): Row<number> {
  return named(number(usual, { least: 0, most: 1 }), { key });
}

/** How much of a mean a step keeps: a number from 0 to below 1. */
export function beta(usual: number, key: string): Row<number> {
  return named(number(usual, { least: 0, below: 1 }), { key });
}

/**
 * Refuses more than one way to clip.
 *
 * @throws {ValueError} if there are several.
 */
export function checkClips(
  owner: string,
  { clipnorm, clipvalue, globalClipnorm }: Settings,
): void {
  const clips = [clipnorm, clipvalue, globalClipnorm]
    .filter((clip) => clip !== null);
  if (clips.length <= 1) return;
  throw new ValueError(
    `Cannot make ${owner}: expected at most one of clipnorm, clipvalue and globalClipnorm, received ${clips.length}`,
  );
}

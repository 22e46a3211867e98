/** Going over batches: what training, evaluation and prediction have in common. */

import { letEventLoopTurn } from "../../autograd/event_loop.ts";
import { watchNumerics } from "../../variables/check_numerics.ts";
import { Scope } from "../../autograd/scope.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { Batch } from "./batches.ts";
import type { BatchLogs, Logs } from "../callbacks/callback.ts";
import type { Course } from "./course.ts";
import type { Interrupts } from "./interrupts.ts";
import type { Progress } from "../progress/progress.ts";
import { Reading } from "./reading.ts";
import { noSamples } from "./sample_checks.ts";
import { type SoFar, START } from "./run.ts";
import {
  checkTold,
  forget,
  readLogs,
  type StepLogs,
  type Stepping,
  type StepResult,
} from "./stepping.ts";
import { ValueError } from "../../config/errors.ts";

/** Milliseconds between two looks at the device. */
const PACE = 200;

/** What is done with each batch. */
export interface Loop {
  /** What errors call it: `"fit a model"`. */
  readonly action: string;
  /** Whether there may be no batch at all. */
  readonly mayBeEmpty?: boolean;
  /** The batches. */
  readonly batches: Course;
  /** Where it is shown. */
  readonly progress: Progress;
  /** What may stop it. */
  readonly interrupts: Interrupts;
  /** How far it is already; `end` has not been called for the last step. */
  readonly from?: SoFar;
  /** Does the work of a batch. */
  step(batch: Batch): StepResult;
  /** Whether each op is looked after. */
  readonly checkNumerics?: boolean;
  /** Whether there is nothing to read: a prediction has no loss. */
  readonly isSilent?: boolean;
  /** Is told before a batch. */
  begin?(index: number): void | Promise<void>;
  /** Is told after a batch. */
  end?(index: number, logs: BatchLogs, soFar: SoFar): void | Promise<void>;
  /** Is told where there are no more batches. */
  exhausted?(): Promise<void>;
  /** Is told where it is stopped. */
  interrupt?(soFar: SoFar): Promise<void>;
  /** Whether no further batch is wanted. */
  isOver?(): boolean;
  /** Sees the logs whenever they are read. */
  see?(step: number, logs: Logs): void;
}

/** What has been done. */
export interface Done {
  readonly steps: number;
  readonly samples: number;
  /** The logs of the whole. */
  readonly logs: Logs;
  /** Whether it was stopped before the end. */
  readonly stopped: boolean;
}

/**
 * Runs the steps. The device is read at the pace of the display alone, and as often the event loop turns, so that signals
 * are heard.
 */
export async function runLoop(model: Stepping, loop: Loop): Promise<Done> {
  const { action, batches, progress, interrupts, from = START } = loop;
  let { steps, samples, told } = from, seen = performance.now();
  let stopped = false;
  if (interrupts.asked) {
    await loop.interrupt?.(from);
    return { steps, samples, logs: {}, stopped: true };
  }
  const end = async () => {
    const now = told, step = steps;
    const read = new Reading(async () => {
      const logs = await readLogs(model, now);
      loop.see?.(step, logs);
      return logs;
    });
    await loop.end?.(steps - 1, read, { steps, samples, told });
  };
  try {
    if (steps > 0) await end();
    const isOver = steps > 0 && loop.isOver?.() === true;
    for await (const batch of isOver ? [] : batches.epoch(steps)) {
      using taken = batch;
      if (taken.size === 0 && !loop.isSilent) throw noSamples(action);
      await loop.begin?.(steps);
      forget(told);
      told = undefined;
      const step = () => inScope(action, () => loop.step(taken));
      const given = loop.checkNumerics
        ? watchNumerics(`${action} (step ${steps + 1})`, step)
        : step();
      told = given instanceof Promise ? await given : given;
      samples += taken.size;
      steps++;
      // Signals are heard before callbacks are told, so that one that sees the same signal knows that this step is the last.
      await letEventLoopTurn();
      await end();
      stopped = interrupts.asked;
      if (performance.now() - seen > PACE) {
        const logs = loop.isSilent ? {} : await readLogs(model, told);
        loop.see?.(steps, logs);
        progress.show(steps, samples, logs);
        seen = performance.now();
      }
      if (stopped && loop.interrupt) {
        // Nobody keeps what has diverged.
        loop.see?.(steps, await readLogs(model, told));
        await loop.interrupt({ steps, samples, told });
      }
      if (stopped || loop.isOver?.()) break;
    }
    if (!stopped && !loop.isOver?.()) await loop.exhausted?.();
    if (steps === 0 && !loop.mayBeEmpty) throw noBatches(action);
    const logs = steps === 0 || loop.isSilent
      ? {}
      : await readLogs(model, told);
    if (steps > 0) loop.see?.(steps, logs);
    return { steps, samples, logs, stopped };
  } finally {
    forget(told);
  }
}

function noBatches(action: string): ValueError {
  return new ValueError(
    `Cannot ${action}: expected at least one batch, received none (a generator gives its batches once; shard and dropRemainder leave out what is no whole share)`,
  );
}

/** Runs a step, and frees what it leaves but what it tells; of one that is to be waited for, when it is over. */
export function inScope(action: string, step: () => StepResult): StepResult {
  using scope = new Scope();
  const told = step();
  if (told instanceof Promise) return waitFor(action, told, scope.release());
  for (const value of tensorsOf(action, told)) {
    if (scope.owns(value)) scope.keep(value);
  }
  return told;
}

async function waitFor(
  action: string,
  telling: Promise<StepLogs | void>,
  made: readonly Disposable[],
): Promise<StepLogs | void> {
  const left = new Set(made);
  try {
    const told = await telling;
    for (const value of tensorsOf(action, told)) left.delete(value);
    return told;
  } finally {
    for (const one of left) one[Symbol.dispose]();
  }
}

function tensorsOf(action: string, told: StepLogs | void): Tensor[] {
  checkTold(action, told);
  return Object.values(told ?? {}).filter((value) => typeof value !== "number");
}

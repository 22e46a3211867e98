/** A training that is going on, and where it is. */

import type { CallbackList } from "../callbacks/callback_list.ts";
import type { Logs } from "../callbacks/callback.ts";
import type { Where } from "./agreement.ts";
import type { Batch } from "./batches.ts";
import type { Company } from "./company.ts";
import type { Course } from "./course.ts";
import type { StepLogs, StepResult } from "./stepping.ts";

/** How far an epoch, or its validation, is. */
export interface SoFar {
  /** How many steps have been made. */
  readonly steps: number;
  /** How many samples they had. */
  readonly samples: number;
  /** What the last one told, if it told anything itself. */
  readonly told: StepLogs | void;
}

/** When a training is whole: after a step, after a batch of a validation, after an epoch. */
export type Moment = "onTrainBatchEnd" | "onTestBatchEnd" | "onEpochEnd";

/** What callbacks know already of the moment that a training goes on from. */
export interface Told {
  readonly hook: Moment;
  /** The first callback that does not know yet. */
  readonly next: number;
}

/** What a training is made of. */
export interface RunParts {
  readonly action: string;
  readonly callbacks: CallbackList;
  /** The processes that train it together. */
  readonly company: Company;
  readonly training: Course;
  readonly validation: Course | null;
  /** Whether a loss that is no number ends it with an error. */
  readonly isCheckedFinite: boolean;
  /** Makes a step. */
  step(batch: Batch): StepResult;
}

const runs = new WeakMap<object, Run>();

/** The training of a model that is going on, if one is. */
export function runOf(model: object): Run | undefined {
  return runs.get(model);
}

/**
 * Reads what a callback keeps of optimizers: between two updates what they have accumulated is shared before, as it is
 * after an epoch already.
 */
export function whenShared<T>(
  model: object,
  read: () => Promise<T>,
): Promise<T> {
  const run = runOf(model);
  const isAfterStep = run?.parts.callbacks.telling?.hook === "onTrainBatchEnd";
  return isAfterStep ? run.parts.company.shareBefore(run.where, read) : read();
}

/** A training; from its making to its disposal it is the one of its model. */
export class Run implements Disposable {
  /** What it is made of. */
  readonly parts: RunParts;
  /** The epoch, from 0. */
  epoch: number;
  /** How far the epoch, or its validation, is. */
  soFar: SoFar = START;
  /** The logs of the last epoch that is over. */
  logs: Logs = {};
  /** What callbacks know already, where it goes on from somewhere. */
  told: Told | null = null;
  /** Whether it has come to its end by itself, and was neither stopped from outside nor broken off by an error. */
  isComplete = false;
  /** Whether it has made a step. */
  hasMoved = false;
  /** After what it is stopped, while callbacks are told of that. */
  interrupted: Moment | null = null;
  /** Whether it is in its epochs. */
  isBegun = false;
  /** Brings it to where it is to go on; once callbacks have been told that it begins. */
  goOn: (() => Promise<void>) | null = null;
  /** Writes the checkpoint with that place. */
  checkpoint: (() => Uint8Array) | null = null;
  readonly #model: object;

  /** Begins with an epoch. */
  constructor(model: object, epoch: number, parts: RunParts) {
    this.#model = model;
    this.epoch = epoch;
    this.parts = parts;
    runs.set(model, this);
  }

  /** Where it is. */
  get where(): Where {
    const { epoch, soFar: { steps }, parts: { action } } = this;
    return { action, epoch, steps };
  }

  /** Whether a loss that is no number ends it with an error. */
  get isCheckedFinite(): boolean {
    return this.parts.isCheckedFinite;
  }

  /** It stops here, where callbacks have been told of all: those are told that keep it. Nothing is to be kept before a step. */
  async interrupt(moment: Moment): Promise<void> {
    if (!this.hasMoved) return;
    this.interrupted = moment;
    await this.parts.company.shareAccumulated();
    await this.parts.callbacks.tell("onInterrupt");
    this.interrupted = null;
  }

  /** It is over. */
  [Symbol.dispose](): void {
    if (runs.get(this.#model) === this) runs.delete(this.#model);
  }
}

/** Where an epoch begins. */
export const START: SoFar = { steps: 0, samples: 0, told: undefined };

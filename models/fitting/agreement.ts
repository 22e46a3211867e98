/** What all processes have to ask `fit` for alike, before the first of them makes a step. */

import { ValueError } from "../../config/errors.ts";
import type { ProcessGroup } from "../../training/optimizers/process_group.ts";
import type { FitSettings } from "./fit_options.ts";
import type { Course } from "./course.ts";

/** Something that is asked for, as a number. */
export interface Asked {
  readonly what: string;
  /** `null` where nobody knows before. */
  readonly value: number | null;
  /** What helps where ranks differ. */
  readonly hint: string;
}

/** What has to be the same everywhere. */
export function askedOf(
  { training, validation }: {
    readonly training: Course;
    readonly validation: Course | null;
  },
  { epochs, initialEpoch, validationFreq }: FitSettings,
): Asked[] {
  const same = "give fit the same options on all ranks";
  return [
    { what: "as many batches an epoch", value: training.steps, hint: EVEN },
    { what: "the same epochs", value: epochs, hint: same },
    { what: "the same initialEpoch", value: initialEpoch, hint: same },
    {
      what: "validation after as many epochs each (0: never)",
      value: validation ? validationFreq : 0,
      hint: same,
    },
  ];
}

/**
 * Tells all processes whether this one has come so far; one that has not has an error of its own to throw.
 *
 * @throws {ValueError} if this one has, and another has not.
 */
export function checkWell(
  action: string,
  group: ProcessGroup,
  isWell: boolean,
): void {
  const own = Float64Array.of(Number(!isWell));
  const options = { op: "max", purpose: "to begin fit" } as const;
  const [isAnyIll] = group.allReduce(own, options);
  if (isAnyIll === 0) return;
  const all = [...group.allGather(own).entries()];
  if (!isWell) return;
  const ranks = all.flatMap(([rank, isIll]) => isIll ? [rank] : []);
  throw new ValueError(
    `Cannot ${action}: expected all ranks to begin, received an error on rank ${
      ranks.join(", ")
    }, which tells it`,
  );
}

/** What makes as many batches for each. */
const EVEN =
  "shard of a Dataset gives all ranks as many samples; stepsPerEpoch takes as many batches of each";

/**
 * Compares what the processes ask for.
 *
 * @throws {ValueError} on every process if one asks for something else, with what each of them does.
 */
export function checkAsked(
  action: string,
  group: ProcessGroup,
  own: readonly Asked[],
): void {
  const numbers = own.map(({ value }) => value ?? NaN);
  const all = group.allGather(Float64Array.from(numbers));
  for (const [i, { what, hint }] of own.entries()) {
    const values = [...all].filter((_, j) => j % own.length === i);
    const known = values.filter((value) => !Number.isNaN(value));
    if (new Set(known).size <= 1) continue;
    throw new ValueError(
      `Cannot ${action}: expected ${what} on every rank, received ${
        byRank(values.map((value) => Number.isNaN(value) ? "?" : `${value}`))
      } (${hint})`,
    );
  }
}

/** Where a training is. */
export interface Where {
  /** What errors call it. */
  readonly action: string;
  /** The epoch, from 0. */
  readonly epoch: number;
  /** How many steps of it have been made. */
  readonly steps: number;
}

/** What is thrown where some ranks have a batch for the next step, and others do not. */
export function unevenBatches(
  { action, epoch, steps }: Where,
  has: Float64Array,
): ValueError {
  const counts = [...has].map((one) => one ? `more than ${steps}` : `${steps}`);
  return new ValueError(
    `Cannot ${action}: expected as many batches an epoch on every rank, received ${
      byRank(counts)
    } in epoch ${epoch + 1} (${EVEN})`,
  );
}

/** What the ranks have, `"2 on rank 0, 3 and 1 on rank 2"`. */
function byRank(values: readonly string[]): string {
  return [...new Set(values)].map((one) => {
    const ranks = values.flatMap((other, rank) => other === one ? [rank] : []);
    return `${one} on rank ${ranks.join(", ")}`;
  }).join(" and ");
}

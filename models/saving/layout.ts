/** What a checkpoint has in it: a file may be damaged, or made to do harm, and is held to this before it is used. */

import { isOptions } from "../../config/options.ts";
import type { Moment } from "../fitting/run.ts";
import { type Saved, SavedTensor } from "./state.ts";

/** The place of the first part that is not as it should be, below `path`; `null` if all is. */
type Look = (value: Saved | undefined, path: string) => string | null;

/**
 * The place of the first part of a tree that is not as in a checkpoint, such as `place.steps`; `null` if all is.
 */
export function firstFault(saved: Saved): string | null {
  return CHECKPOINT(saved, "");
}

function is(test: (value: Saved | undefined) => boolean): Look {
  return (value, path) => test(value) ? null : path;
}

function listOf(look: Look): Look {
  return (value, path) =>
    Array.isArray(value)
      ? firstOf(value.map((one, i) => () => look(one, `${path}.${i}`)))
      : path;
}

function objectOf(looks: Readonly<Record<string, Look>>): Look {
  return (value, path) =>
    isOptions(value)
      ? firstOf(
        Object.entries(looks).map(([name, look]) => () =>
          look(
            Object.hasOwn(value, name) ? (value as Fields)[name] : undefined,
            path === "" ? name : `${path}.${name}`,
          )
        ),
      )
      : path;
}

type Fields = Readonly<Record<string, Saved>>;

function byName(look: Look): Look {
  return (value, path) =>
    isOptions(value) && !(value instanceof SavedTensor)
      ? listOf(look)(Object.values(value as Fields), path)
      : path;
}

function orNull(look: Look): Look {
  return (value, path) => value === null ? null : look(value, path);
}

function firstOf(looks: readonly (() => string | null)[]): string | null {
  for (const look of looks) {
    const fault = look();
    if (fault !== null) return fault;
  }
  return null;
}

const isNumber = (value: unknown) => typeof value === "number";
const isTensor = (value: unknown) => value instanceof SavedTensor;
const number = is(isNumber), tensor = is(isTensor);
const count = is((value) => Number.isSafeInteger(value) && Number(value) >= 0);
const text = is((value) => typeof value === "string");
const flag = is((value) => typeof value === "boolean");
const anything = is((value) => value !== undefined);
const numberOrTensor = is((value) => isNumber(value) || isTensor(value));

const DATA = objectOf({
  pass: orNull(listOf(number)),
  next: listOf(number),
  taken: count,
  sizes: listOf(count),
});
const HOOKS: readonly unknown[] = [
  "onTrainBatchEnd",
  "onTestBatchEnd",
  "onEpochEnd",
] satisfies Moment[];

const CHECKPOINT = objectOf({
  parts: objectOf({
    weights: listOf(objectOf({ path: text, value: tensor })),
    optimizers: listOf(
      listOf(objectOf({ path: text, value: numberOrTensor })),
    ),
    streams: listOf(objectOf({ seed: number, counter: count })),
  }),
  place: orNull(objectOf({
    epoch: count,
    hook: is((value) => HOOKS.includes(value)),
    next: count,
    steps: count,
    samples: count,
    toldByStep: byName(numberOrTensor),
    logs: byName(number),
    stopTraining: flag,
    training: DATA,
    validation: orNull(DATA),
    metrics: listOf(listOf(tensor)),
    callbacks: listOf(objectOf({ name: text, state: anything })),
  })),
  notes: anything,
});

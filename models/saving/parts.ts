/** What a training is made of besides the place where it is: weights, what optimizers keep, random streams. */

import { defaultSeedGenerator, SeedGenerator } from "../../autograd/random.ts";
import type { SeedState } from "../../autograd/random.ts";
import { Scope } from "../../autograd/scope.ts";
import { transact } from "../../autograd/transaction.ts";
import { ValueError } from "../../config/errors.ts";
import { Layer } from "../../layers/layer.ts";
import { Optimizer } from "../../training/optimizers/mod.ts";
import {
  checkState,
  type OptimizerState,
  writeState,
} from "../../training/optimizers/step/state.ts";
import { heldBy } from "../../variables/tracking.ts";
import { readState, type Saved, SavedTensor } from "./state.ts";

/**
 * What is trained: a model that `fit` or a loop of one's own trains, or what joins a model and an optimizer, such as a Trainer.
 * @category Saving
 */
export type Trained =
  | Layer
  | { readonly model: Layer; readonly optimizer: Optimizer };

/** What is kept of the parts. */
export type PartsState = {
  readonly weights: readonly { path: string; value: SavedTensor }[];
  readonly optimizers: readonly (readonly SavedSlot[])[];
  readonly streams: readonly SeedState[];
};

type SavedSlot = {
  readonly path: string;
  readonly value: number | SavedTensor;
};

/** The model, and all optimizers: that which it is trained with, and those in its properties. */
export function partsOf(
  trained: Trained,
): { model: Layer; optimizers: Optimizer[] } {
  const isModel = trained instanceof Layer;
  const model = isModel ? trained : trained.model;
  const own = isModel ? compiledOptimizer(trained) : [trained.optimizer];
  return {
    model,
    optimizers: [...new Set([...own, ...heldBy(model, isOptimizer)])],
  };
}

function compiledOptimizer(model: Layer): Optimizer[] {
  const isCompiled = "compiled" in model && model.compiled === true;
  const optimizer = isCompiled && "optimizer" in model && model.optimizer;
  return optimizer instanceof Optimizer ? [optimizer] : [];
}

function isOptimizer(value: unknown): value is Optimizer {
  return value instanceof Optimizer;
}

/** The streams of random numbers: the default one, and those in the properties of the layers. */
function streamsOf(model: Layer): SeedGenerator[] {
  const held = model.modules.flatMap((module) => heldBy(module, isStream));
  return [...new Set([defaultSeedGenerator(), ...held])];
}

function isStream(value: unknown): value is SeedGenerator {
  return value instanceof SeedGenerator;
}

/** What the parts are at the call. */
export async function readParts(
  action: string,
  trained: Trained,
): Promise<Saved> {
  const { model, optimizers } = partsOf(trained);
  const values = model.getWeights();
  const weights = model.weights
    .map(({ path }, i) => ({ path, value: values[i] }));
  const streams = streamsOf(model).map((stream) => ({ ...stream.getState() }));
  const reading = readState(action, { weights, streams });
  // Begun before anything is awaited: all of one moment, whatever is trained while they are read.
  const states = Promise.all(optimizers.map((one) => one.getState()));
  try {
    const optimizers = (await states).map((state) => state.map(slotState));
    return { ...await reading as object, optimizers };
  } finally {
    for (const value of values) value[Symbol.dispose]();
  }
}

/** Numbers of the host have 64 bits, those of a device are tensors. */
function slotState({ path, shape, data }: OptimizerState[number]): Saved {
  const isNumber = shape.length === 0 && data instanceof Float64Array;
  return { path, value: isNumber ? data[0] : new SavedTensor(shape, data) };
}

/**
 * Puts parts in place, all or none.
 *
 * @throws {ValueError} if there are others than were kept.
 */
export function writeParts(
  action: string,
  trained: Trained,
  saved: PartsState,
): void {
  const { model, optimizers } = partsOf(trained);
  const streams = streamsOf(model);
  checkCount(action, model, "weights", saved.weights, model.weights);
  checkCount(action, model, "optimizers", saved.optimizers, optimizers);
  checkCount(action, model, "random streams", saved.streams, streams);
  const states = saved.optimizers.map((slots) => slots.map(savedSlot));
  using _scope = new Scope();
  // Numbers of the host cannot be taken back: they come when all has been checked.
  transact(() => {
    const { weights } = model;
    model.setWeights(
      saved.weights.map(({ value }, i) => value.toTensor(weights[i].backend)),
    );
    optimizers.forEach((one, i) => {
      const isMore = states[i].length > one.variables.length;
      if (isMore && model.built) one.build(model.trainableVariables);
      checkState(one.name, one.variables, states[i]);
    });
    optimizers.forEach(({ name, variables }, i) =>
      writeState(name, variables, states[i])
    );
    streams.forEach((stream, i) => stream.setState(saved.streams[i]));
  });
}

function savedSlot({ path, value }: SavedSlot): OptimizerState[number] {
  return typeof value === "number"
    ? { path, shape: [], data: Float64Array.of(value) }
    : { path, shape: value.shape, data: value.data };
}

function checkCount(
  action: string,
  model: Layer,
  what: string,
  { length: expected }: readonly unknown[],
  { length }: readonly unknown[],
): void {
  if (length === expected) return;
  throw new ValueError(
    `Cannot ${action}: expected ${expected} ${what}, received ${model} with ${length}${
      model.built ? "" : ", for it is not built"
    }`,
  );
}

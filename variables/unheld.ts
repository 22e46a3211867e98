/** Tells of layers and variables that are trained by nobody, since the layer that calls them does not hold them. */

import { atWork, type Named } from "../autograd/place.ts";
import { recordingTapes } from "../autograd/tape.ts";
import { noteBuilt } from "./built_alone.ts";
import { outermostCall } from "./call_losses.ts";
import { inTraining } from "./training_phase.ts";
import { warnOnce } from "../config/warnings.ts";

/** A layer, as far as it holds others. */
interface Holder extends Named {
  readonly modules: readonly unknown[];
  readonly weights: readonly unknown[];
  readonly trainableVariables: readonly unknown[];
}

// In which outermost call a layer was told of a class of layers that it makes anew.
const told = new WeakMap<object, Map<string, number>>();
// Of which variables, by name, a layer was told.
const toldVariables = new WeakMap<object, Set<string>>();

/**
 * Looks, after a call in training, whether a layer at work holds the layer that was called, and warns if none does.
 * `fresh` says that the call has built it. Returns whether there is no need to look again.
 */
export function noticeCall(layer: Holder, fresh: boolean): boolean {
  if (!inTraining()) return false;
  const holders = holdersAtWork();
  if (holders.length === 0) {
    // What is called without gradients is not meant to be trained.
    if (fresh && recordingTapes().length > 0) noteBuilt(layer);
    return false;
  }
  if (holders.some(({ modules }) => modules.includes(layer))) return true;
  if (layer.trainableVariables.length === 0) return true;
  const holder = holders[holders.length - 1];
  // A layer made in each call would be told of for ever.
  const before = told.get(holder) ?? new Map<string, number>();
  const { name } = layer.constructor;
  if (fresh && (before.get(name) ?? Infinity) < outermostCall()) return true;
  if (!before.has(name)) before.set(name, outermostCall());
  told.set(holder, before);
  warnOnce(
    layer,
    `${layer} is called by ${holder}, which does not hold it: its weights are neither trained nor saved with those of ${holder}. Make it in the constructor or in build and keep it in a property that is not #private, or set its trainable to false`,
  );
  return true;
}

/**
 * Looks, as a variable is read, whether a layer at work holds it, and warns if none does while one is in training.
 * Returns whether there is no need to look again.
 */
export function noticeVariable(variable: { readonly path: string }): boolean {
  if (!inTraining()) return false;
  const holders = holdersAtWork();
  if (holders.length === 0) return false;
  if (holders.some(({ weights }) => weights.includes(variable))) return true;
  const holder = holders[holders.length - 1];
  // One that each call makes anew would be told of for ever, and may have a number of its own.
  const name = variable.path.replace(/_\d+$/, "");
  const before = toldVariables.get(holder) ?? new Set<string>();
  if (before.has(name)) return true;
  toldVariables.set(holder, before.add(name));
  warnOnce(
    variable,
    `Variable "${variable.path}" is read by ${holder}, which does not hold it: it is neither trained nor saved with the weights of ${holder}. Keep it in a property that is not #private, or set its trainable to false`,
  );
  return true;
}

function holdersAtWork(): Holder[] {
  return atWork().filter((one): one is Holder => "modules" in one);
}

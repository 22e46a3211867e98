/** Tells of layers that a training step builds and that no model which is trained holds. */

import { warnOnce } from "../config/warnings.ts";

/** A layer, as far as it holds others. */
interface Holder {
  readonly modules: readonly unknown[];
  readonly trainableVariables: readonly unknown[];
}

// Those that are trained by somebody; a model is not kept alive by being trained.
const models = new Set<WeakRef<Holder>>();
// Of each model, the classes of layers that a step of it was told to build anew.
const told = new WeakMap<Holder, Set<string>>();
let built: Holder[] | undefined;

/** Says that somebody trains a model. */
export function noteModel(model: Holder): void {
  for (const known of models) {
    const held = known.deref();
    if (held === model) return;
    if (held === undefined) models.delete(known);
  }
  models.add(new WeakRef(model));
}

/** Says that a call has built a layer, which no other layer called. */
export function noteBuilt(layer: Holder): void {
  built?.push(layer);
}

/** Runs the part of a model's step that calls layers; warns of those that it builds and that nobody holds. */
export function watchBuilt<T>(model: Holder, run: () => T): T {
  const outer = built;
  built = [];
  try {
    const result = run();
    for (const layer of built) tell(model, layer);
    return result;
  } finally {
    built = outer;
  }
}

function tell(model: Holder, layer: Holder): void {
  if (layer.trainableVariables.length === 0) return;
  const holders = [...models].map((known) => known.deref());
  if (holders.some((held) => held?.modules.includes(layer))) return;
  const before = told.get(model) ?? new Set<string>();
  const { name } = layer.constructor;
  // One that each step makes anew would be told of for ever.
  if (before.has(name)) return;
  told.set(model, before.add(name));
  warnOnce(
    layer,
    `${layer} was built in a training step of ${model}, which does not hold it: its weights are neither trained nor saved. Make it a part of the model, or set its trainable to false`,
  );
}

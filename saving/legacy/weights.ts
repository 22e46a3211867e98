/** Weights as Keras 2 keeps them in HDF5: a group for each layer, and in it arrays by the names of its weights. */

import { quote } from "../../config/errors.ts";
import type { Layer } from "../../layers/layer.ts";
import type { Variable } from "../../variables/variable.ts";
import { type Hdf5Group, namesIn } from "../hdf5/tree.ts";
import type { Found, Match, Matches } from "../../models/weights/put.ts";

/** The group of what a model has outside its layers. */
export const TOP = "top_level_model_weights";

/** A layer, or what a file has for one. */
interface Named<T> {
  readonly name: string;
  readonly weights: readonly T[];
}

/** A model, as far as it is asked here. */
export interface Layered {
  /** The layers directly in it. */
  readonly layers: readonly Layer[];
  /** Its weights outside of them. */
  readonly ownVariables: readonly Variable[];
}

/** The weights of a layer: what is trained comes first. */
export function legacyOrder(layer: Layer): Variable[] {
  return [...layer.trainableVariables, ...layer.nonTrainableVariables];
}

/** Whether weights are kept so in a group. */
export function isLegacy({ attributes }: Hdf5Group): boolean {
  return attributes.has("layer_names") || attributes.has("layer_names0");
}

/** What a file has for the layers of a model: by their names, or for each that has weights the next that has some. */
export function matchLayers(
  action: string,
  group: Hdf5Group,
  model: Layered,
  byName: boolean,
): Matches {
  const saved = listIn(group, "layer_names").map((name) => ({
    name,
    weights: arraysNamed(action, memberOf(action, group, name), name),
  }));
  const layers = model.layers.map((layer) => ({
    name: layer.name,
    weights: legacyOrder(layer),
  }));
  const matches = byName ? namedAlike(layers, saved) : inTurn(layers, saved);
  const top = group.groups.get(TOP);
  const found = top ? arraysNamed(action, top, TOP) : [];
  const own = pair({ name: TOP, weights: model.ownVariables }, found);
  return {
    matches: [...matches.matches, ...own.matches],
    extra: byName ? [] : [...matches.extra, ...own.extra],
  };
}

function namedAlike(
  layers: readonly Named<Variable>[],
  saved: readonly Named<Found>[],
): Matches {
  const byName = new Map(saved.map((one) => [one.name, one.weights]));
  return joined(layers.map((one) => pair(one, byName.get(one.name) ?? [])));
}

function inTurn(
  layers: readonly Named<Variable>[],
  saved: readonly Named<Found>[],
): Matches {
  const wanted = layers.filter(({ weights }) => weights.length > 0);
  const given = saved.filter(({ weights }) => weights.length > 0);
  const pairs = wanted.map((one, i) => pair(one, given[i]?.weights ?? []));
  const left = given.slice(wanted.length).flatMap(({ weights }) => weights);
  const { matches, extra } = joined(pairs);
  return { matches, extra: [...extra, ...left.map(({ name }) => name)] };
}

/** The variables of a layer, and for each the next array. */
function pair(
  { name, weights }: Named<Variable>,
  found: readonly Found[],
): Matches {
  const matches = weights.map((variable, i): Match => ({
    wanted: `weight ${i} of ${name}`,
    variable,
    found: found[i] ?? null,
  }));
  const extra = found.slice(weights.length).map(({ name }) => name);
  return { matches, extra };
}

function joined(all: readonly Matches[]): Matches {
  return {
    matches: all.flatMap(({ matches }) => matches),
    extra: all.flatMap(({ extra }) => extra),
  };
}

/**
 * The arrays of a group in the order that its `weight_names` say.
 *
 * @throws {TypeError} if one is not there.
 */
export function arraysNamed(
  action: string,
  group: Hdf5Group,
  path: string,
): Found[] {
  return listIn(group, "weight_names").map((name) => {
    const names = namesIn(name);
    const last = names.pop() ?? "";
    let at: Hdf5Group | undefined = group;
    for (const one of names) at = at?.groups.get(one);
    const array = at?.arrays.get(last);
    if (array) return { name: `${path}/${name}`, ...array };
    throw new TypeError(
      `Cannot ${action}: expected an array ${
        quote(name)
      } in ${path}, received none`,
    );
  });
}

function memberOf(action: string, group: Hdf5Group, name: string): Hdf5Group {
  let at: Hdf5Group | undefined = group;
  for (const one of namesIn(name)) at = at?.groups.get(one);
  if (at) return at;
  throw new TypeError(
    `Cannot ${action}: expected a group for the layer ${
      quote(name)
    }, received none`,
  );
}

/** A list that may be cut in pieces, since attributes of HDF5 are short. */
function listIn({ attributes }: Hdf5Group, name: string): string[] {
  const list = attributes.get(name);
  if (Array.isArray(list)) return list;
  const all: string[] = [];
  for (let i = 0;; i++) {
    const piece = attributes.get(`${name}${i}`);
    if (!Array.isArray(piece)) return all;
    all.push(...piece);
  }
}

/** Weights as Keras 3 keeps them in HDF5: a group for each part of a model, and in it `vars` with an array for each variable. */

import { type Hdf5Array, type Hdf5Group, namesIn } from "../hdf5/tree.ts";
import type { Place } from "./places.ts";
import type { Found, Match, Matches } from "../../models/weights/put.ts";

const VARS = "vars", LAYERS = "layers";
/** Groups of what is trained with, not of what is trained, at the root; and the numbers that dropout draws. */
const NO_WEIGHTS =
  /^(optimizer|metrics|\w*_metrics|loss_tracker|_(?!layer_checkpoint)\w*)\/|(^|\/)seed_generator\//;
/** What TensorFlow 2.13 calls the list of layers. */
const OLDER = "_layer_checkpoint_dependencies";

/** What a file has for the variables in their places. */
export function matchPlaces(
  tree: Hdf5Group,
  places: readonly Place[],
): Matches {
  const arrays = arraysOf(tree);
  const used = new Set<Found>();
  const matches = places.flatMap(({ path, variables }) => {
    const group = groupAt(tree, path);
    return variables.map((variable, i): Match => {
      const array = group?.arrays.get(`${i}`);
      const found = array ? arrays.get(array)! : null;
      if (found) used.add(found);
      return { wanted: join(path, `${VARS}/${i}`), variable, found };
    });
  });
  const extra = [...arrays.values()]
    .filter((one) => !used.has(one) && !NO_WEIGHTS.test(one.name))
    .map(({ name }) => name);
  return { matches, extra };
}

/** What a file has for the layers of a list of layers whose names it has, each with all that is in it. */
export function matchNames(
  tree: Hdf5Group,
  places: readonly Place[],
): Matches {
  const saved = tree.groups.get(LAYERS)?.groups ?? new Map();
  const groups = new Map<unknown, string>(
    [...saved].map(([name, { groups }]) => [
      groups.get(VARS)?.attributes.get("name"),
      name,
    ]),
  );
  const names = new Map(places.map(({ path, name }) => [path, name]));
  const moved = places.map((place) => {
    const [list, layer, ...inner] = namesIn(place.path);
    if (list !== LAYERS || layer === undefined) return place;
    const name = names.get(join(LAYERS, layer));
    // No group has the name of a list.
    const group = groups.get(name) ?? LAYERS;
    return { ...place, path: [LAYERS, group, ...inner].join("/") };
  });
  return { ...matchPlaces(tree, moved), extra: [] };
}

/** What Keras keeps of an optimizer, in its order; nothing if there are others than it counts. */
export function optimizerWeights(tree: Hdf5Group): readonly Hdf5Array[] {
  const arrays = groupAt(tree, "optimizer")?.arrays ?? new Map();
  return Array.from({ length: arrays.size }, (_, i) => arrays.get(`${i}`))
    .filter((array) => array !== undefined);
}

/** All groups below one, by their paths. */
function groupsOf(group: Hdf5Group, path = ""): [string, Hdf5Group][] {
  return [...group.groups].flatMap(([name, member]) => {
    const at = join(path, name);
    return [[at, member], ...groupsOf(member, at)];
  });
}

/** All arrays, as they are found. */
function arraysOf(tree: Hdf5Group): Map<Hdf5Array, Found> {
  const groups: [string, Hdf5Group][] = [["", tree], ...groupsOf(tree)];
  return new Map(
    groups.flatMap(([path, { arrays }]) =>
      [...arrays].map(([name, array]): [Hdf5Array, Found] => [
        array,
        { name: join(path, name), ...array },
      ])
    ),
  );
}

/** The variables of a part. Where Python calls it a little otherwise (`dense_1` for `dense1`), it is found all the same. */
function groupAt(tree: Hdf5Group, path: string): Hdf5Group | undefined {
  let group: Hdf5Group | undefined = tree;
  for (const name of namesIn(join(path, VARS))) {
    const groups: Hdf5Group["groups"] = group.groups;
    const [like] = [...groups.keys()].filter((one) =>
      plain(one) === plain(name)
    );
    const older = name === LAYERS ? OLDER : like;
    group = groups.get(name) ?? groups.get(older);
    if (!group) return undefined;
  }
  return group;
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}/${name}`;
}

function plain(name: string): string {
  return name.replaceAll("_", "");
}

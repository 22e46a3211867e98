/** Weights as Keras 3 keeps them in HDF5: a group for each part of a model, and in it `vars` with an array for each variable. */

import { type Hdf5Array, type Hdf5Group, namesIn } from "../hdf5/tree.ts";
import type { Place } from "./places.ts";
import type { Found, Match, Matches } from "./put.ts";

const VARS = "vars";
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

/** What a file has for the layers whose names it has, each once: two layers of one name have none. */
export function matchNames(
  tree: Hdf5Group,
  places: readonly Place[],
): Matches {
  const named = new Map<string, [path: string, group: Hdf5Group][]>();
  for (const [path, group] of groupsOf(tree)) {
    const name = group.attributes.get("name");
    if (typeof name !== "string" || !isVars(path)) continue;
    named.set(name, [...named.get(name) ?? [], [path, group]]);
  }
  const matches = places.flatMap(({ name, variables }) => {
    const known = named.get(name) ?? [];
    return variables.map((variable, i): Match => {
      const wanted = `${VARS}/${i} of the layer ${name}`;
      if (known.length !== 1) return { wanted, variable, found: null };
      const [[path, { arrays }]] = known;
      const array = arrays.get(`${i}`);
      const found = array ? { name: join(path, `${i}`), ...array } : null;
      return { wanted, variable, found };
    });
  });
  return { matches, extra: [] };
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
    const older = name === "layers" ? OLDER : like;
    group = groups.get(name) ?? groups.get(older);
    if (!group) return undefined;
  }
  return group;
}

function isVars(path: string): boolean {
  return namesIn(path).at(-1) === VARS;
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}/${name}`;
}

function plain(name: string): string {
  return name.replaceAll("_", "");
}

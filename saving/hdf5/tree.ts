/** What an HDF5 file holds, as far as Keras writes it: groups of groups and arrays, with attributes. */

import type { NpyData } from "../../data/npy/values.ts";

/** An array of numbers. */
export interface Hdf5Array {
  /** Its shape; [] for a number. */
  readonly shape: readonly number[];
  /** Its elements, in row-major order. */
  readonly data: NpyData;
}

/** What an attribute says: text, or a list of it. */
export type Hdf5Attribute = string | readonly string[];

/** A group: what is in it by name, and what is said of it. */
export interface Hdf5Group {
  /** Attributes of text. */
  readonly attributes: Map<string, Hdf5Attribute>;
  /** The groups directly in it. */
  readonly groups: Map<string, Hdf5Group>;
  /** The arrays directly in it. */
  readonly arrays: Map<string, Hdf5Array>;
}

/** A group with nothing in it. */
export function emptyGroup(): Hdf5Group {
  return { attributes: new Map(), groups: new Map(), arrays: new Map() };
}

/** The group at a path, made with those that lead to it where they are not there. */
export function makeGroup(root: Hdf5Group, path: string): Hdf5Group {
  let group = root;
  for (const name of namesIn(path)) {
    const next = group.groups.get(name) ?? emptyGroup();
    group.groups.set(name, next);
    group = next;
  }
  return group;
}

/** The names of a path, without empty ones. */
export function namesIn(path: string): string[] {
  return path.split("/").filter((name) => name !== "");
}

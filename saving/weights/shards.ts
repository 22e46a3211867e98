/** Weights that Keras 3 has parted among files (`save_weights` with `max_shard_size`): a list in JSON says which. */

import { quote } from "../../config/errors.ts";
import { isOptions } from "../../config/options.ts";
import { readHdf5 } from "../hdf5/read.ts";
import { emptyGroup, type Hdf5Group } from "../hdf5/tree.ts";
import { parseConfig } from "../keras/json.ts";
import { bytesFrom, type Source } from "../source.ts";

/** Whether the bytes are JSON rather than what begins with the length of a header. */
export function isShardList(bytes: Uint8Array): boolean {
  const brace = "{".charCodeAt(0);
  return bytes[0] === brace && bytes[8] !== brace;
}

/**
 * What all the files have that are named in a list and lie beside it.
 *
 * @throws {TypeError} if it is no such list, or names files elsewhere.
 */
export async function readShards(
  action: string,
  list: Uint8Array,
  source: Source,
): Promise<Hdf5Group> {
  const { weight_map: map } = parseConfig(action, "a list of files", list);
  if (!isOptions(map)) {
    throw new TypeError(
      `Cannot ${action}: expected weights, or a list of the files that have them, received other JSON`,
    );
  }
  const all = emptyGroup();
  for (const name of new Set(Object.values(map).flat())) {
    const path = beside(action, source, name);
    join(action, all, await readHdf5(action, await bytesFrom(action, path)));
  }
  return all;
}

/** Where the file of a name is. */
function beside(action: string, source: Source, name: unknown): string | URL {
  if (typeof name !== "string" || !/^[^/\\:]+\.h5$/.test(name)) {
    throw new TypeError(
      `Cannot ${action}: expected names of files beside the list, received ${
        quote(name)
      }`,
    );
  }
  if (source instanceof URL) return new URL(encodeURIComponent(name), source);
  if (typeof source === "string") return source.replace(/[^/\\]*$/, name);
  throw new TypeError(
    `Cannot ${action}: expected a path or a URL, beside which the files of the list are, received its bytes`,
  );
}

/** Puts what one tree has into another. */
function join(action: string, all: Hdf5Group, more: Hdf5Group): void {
  for (const [name, value] of more.attributes) all.attributes.set(name, value);
  for (const [name, array] of more.arrays) {
    if (all.arrays.has(name)) {
      throw new TypeError(
        `Cannot ${action}: expected each array in one file, received ${
          quote(name)
        } in two`,
      );
    }
    all.arrays.set(name, array);
  }
  for (const [name, group] of more.groups) {
    const there = all.groups.get(name) ?? emptyGroup();
    all.groups.set(name, there);
    join(action, there, group);
  }
}

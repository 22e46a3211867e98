/** Reads HDF5 files: jsfive finds what is in them, and here is what a file may not do. */

import { quote, shorten } from "../../config/errors.ts";
import { Budget, WatchedBuffer } from "./budget.ts";
import { type JsfiveGroup, loadJsfive } from "./jsfive.ts";
import { readArray } from "./read_array.ts";
import { readAttributes } from "./read_attributes.ts";
import { emptyGroup, type Hdf5Group } from "./tree.ts";

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
/** Where a file says its version, and where the object of its root is. */
const VERSION_AT = 8, ROOT_AT = 64;
/** The first byte of an object of the first version. */
const FIRST_VERSION = 1;
/** How deep groups may lie in each other. */
const DEEPEST = 100;

/** Whether the bytes begin as an HDF5 file does. */
export function isHdf5(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte);
}

/**
 * What a file holds. It may be anything: what is no whole file of groups, arrays of numbers and text, as h5py writes it
 * if not told otherwise, ends in an error, after time and memory that its length bounds.
 *
 * @throws {TypeError} if it is no such file.
 */
export async function readHdf5(
  action: string,
  bytes: Uint8Array,
): Promise<Hdf5Group> {
  if (!isHdf5(bytes)) throw damaged(action, `${bytes.length} other bytes`);
  const open = await loadJsfive(action);
  try {
    const budget = new Budget(4 * bytes.length + 1e6);
    const buffer = WatchedBuffer.of(bytes, budget);
    const view = new DataView(buffer);
    if (view.getUint8(VERSION_AT) !== 0) throw new TypeError("a later version");
    const reading = { view, budget, seen: new Set<number>() };
    checkObject(reading, Number(view.getBigUint64(ROOT_AT, true)));
    return readGroup(reading, open(buffer), 0);
  } catch (error) {
    // jsfive throws text.
    const reason = error instanceof Error ? error.message : String(error);
    throw damaged(action, `one with ${shorten(reason)}`, error);
  }
}

/** A file that is being read. */
interface Reading {
  readonly view: DataView<ArrayBuffer>;
  readonly budget: Budget;
  /** Where the objects lie that have been met. */
  readonly seen: Set<number>;
}

function readGroup(
  reading: Reading,
  group: JsfiveGroup,
  depth: number,
): Hdf5Group {
  if (depth > DEEPEST) throw new TypeError("groups too deep in each other");
  const found = emptyGroup();
  readAttributes(reading.budget, group._dataobjects, found.attributes);
  for (const [name, at] of Object.entries(group._links)) {
    if (/^\.*$|\//.test(name)) throw new TypeError(`the name ${quote(name)}`);
    checkObject(reading, at);
    const member = group.get(name);
    if (member._dataobjects.is_dataset) {
      const array = readArray(reading.view, member._dataobjects);
      found.arrays.set(name, array);
    } else {
      found.groups.set(name, readGroup(reading, member, depth + 1));
    }
  }
  return found;
}

/** Refuses what is no object of its own, in the form of which there is one reader. */
function checkObject({ view, seen }: Reading, at: unknown): void {
  if (typeof at !== "number") throw new TypeError("a link by name");
  if (seen.has(at)) throw new TypeError("an object in two places");
  seen.add(at);
  if (view.getUint8(at) !== FIRST_VERSION) {
    throw new TypeError("objects of another version");
  }
}

function damaged(action: string, received: string, cause?: unknown): TypeError {
  return new TypeError(
    `Cannot ${action}: expected a whole HDF5 file, received ${received}`,
    { cause },
  );
}

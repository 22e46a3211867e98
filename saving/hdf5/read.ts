/** Reads HDF5 files: jsfive finds what is in them, and here is what a file may not do. */

import { quote, shorten } from "../../config/errors.ts";
import { Budget, WatchedBuffer } from "./budget.ts";
import { type JsfiveGroup, loadJsfive } from "./jsfive.ts";
import { type NamedOutside, outsideHeader } from "./later_header.ts";
import { readArray } from "./read_array.ts";
import { readAttributes } from "./read_attributes.ts";
import { integerAt, type Reading } from "./reading.ts";
import { emptyGroup, type Hdf5Group } from "./tree.ts";

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
/** Where a file says its version, and where the object of its root is: in the first version, and in later ones. */
const VERSION_AT = 8, ROOT_AT = 64, LATER_ROOT_AT = 36;
const VERSIONS = [0, 2, 3];
/** The first byte of an object of the first version, and of a later one. */
const FIRST = 1, LATER = "O".charCodeAt(0);
/** How deep groups may lie in each other. */
const DEEPEST = 100;
/** What a message costs: a list of a few fields is made of it. */
const MESSAGE = 8;

/** Whether the bytes begin as an HDF5 file does. */
export function isHdf5(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte);
}

/**
 * What a file holds. It may be anything: what is no whole file of groups, arrays of numbers and text ends in an error, after
 * time and memory that its length bounds.
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
    const unpacking = new Budget(
      64 * bytes.length + 2 ** 24,
      "arrays that would become much larger than the file",
    );
    const buffer = WatchedBuffer.of(bytes, budget);
    const view = new DataView(buffer);
    const version = view.getUint8(VERSION_AT);
    if (!VERSIONS.includes(version)) throw new TypeError("a later version");
    const reading = { view, budget, unpacking, seen: new Set<number>() };
    const at = integerAt(view, version === 0 ? ROOT_AT : LATER_ROOT_AT, 8);
    const outside = lookedAt(reading, at);
    return await readGroup(reading, open(buffer), outside, 0);
  } catch (error) {
    // jsfive throws text too.
    const reason = error instanceof Error ? said(error) : String(error);
    throw damaged(action, `one with ${shorten(reason)}`, error);
  }
}

async function readGroup(
  reading: Reading,
  group: JsfiveGroup,
  outside: NamedOutside,
  depth: number,
): Promise<Hdf5Group> {
  if (depth > DEEPEST) throw new TypeError("groups too deep in each other");
  const { view, budget } = reading;
  const { _dataobjects: object, _links: links } = group;
  const found = emptyGroup();
  readAttributes(budget, object, outside.attributes, found.attributes);
  for (const at of outside.links) {
    const [, [name, address]] = object._decode_link_msg(view.buffer, at);
    links[name] = address;
  }
  for (const [name, at] of Object.entries(links)) {
    if (/^\.*$|\//.test(name)) throw new TypeError(`the name ${quote(name)}`);
    const inside = lookedAt(reading, at);
    const member = group.get(name);
    budget.spend(MESSAGE * member._dataobjects.msgs.length);
    if (member._dataobjects.is_dataset) {
      const array = await readArray(reading, member._dataobjects);
      found.arrays.set(name, array);
    } else {
      const inner = await readGroup(reading, member, inside, depth + 1);
      found.groups.set(name, inner);
    }
  }
  return found;
}

/** What lies outside of the header of an object; refuses what is no object of its own. */
function lookedAt(reading: Reading, at: unknown): NamedOutside {
  const { view, seen } = reading;
  if (typeof at !== "number") throw new TypeError("a link by name");
  if (seen.has(at)) throw new TypeError("an object in two places");
  seen.add(at);
  const first = view.getUint8(at);
  if (first === LATER) return outsideHeader(reading, at);
  if (first === FIRST) return { links: [], attributes: [] };
  throw new TypeError("objects of another version");
}

/** What is wrong: jsfive takes for granted that all is as it should be. */
function said({ message }: Error): string {
  if (/outside the bounds/.test(message)) return "a part beyond its end";
  const isUnknown = /is not a function|of undefined|is not iterable/;
  return isUnknown.test(message) ? "a part of an unknown form" : message;
}

function damaged(action: string, received: string, cause?: unknown): TypeError {
  return new TypeError(
    `Cannot ${action}: expected a whole HDF5 file, received ${received}`,
    { cause },
  );
}

/** Writes HDF5 files by h5wasm, which is loaded when the first is written. */

import type { Group } from "h5wasm";
import { type JsfiveGroup, loadJsfive } from "./jsfive.ts";
import { loadPackage } from "./load_package.ts";
import type { Hdf5Attribute, Hdf5Group } from "./tree.ts";

/** Texts in a list: an attribute has 64 KiB, and each text takes 16 bytes of it. */
const LONGEST_LIST = 2000;
/** The message that says when an array was changed, and where in it the time is. */
const CHANGED = 18, TIME_AT = 4;

let count = 0;

/**
 * The bytes of a file. The same tree gives the same bytes.
 *
 * @throws {TypeError} if h5wasm is not there.
 */
export async function writeHdf5(
  action: string,
  tree: Hdf5Group,
): Promise<Uint8Array<ArrayBuffer>> {
  const hdf5 = await loadPackage(action, "h5wasm", () => import("h5wasm"));
  const open = await loadJsfive(action);
  const { FS } = await hdf5.ready;
  // A file in its own memory, in the form that Keras writes.
  const path = `${++count}.h5`;
  const file = new hdf5.File(path, "w", { libver: ["earliest", "v108"] });
  try {
    fill(file, tree);
  } finally {
    file.close();
  }
  const bytes = FS.readFile(path) as Uint8Array<ArrayBuffer>;
  FS.unlink(path);
  forgetTimes(new DataView(bytes.buffer), open(bytes.buffer));
  return bytes;
}

function fill(group: Group, { attributes, groups, arrays }: Hdf5Group): void {
  for (const [name, value] of attributes) addAttribute(group, name, value);
  for (const [name, { shape, data }] of arrays) {
    group.create_dataset({ name, data, shape: [...shape] });
  }
  for (const [name, member] of groups) fill(group.create_group(name), member);
}

/** An empty list is none, and a long one is cut in pieces: Keras reads both so. */
function addAttribute(group: Group, name: string, value: Hdf5Attribute): void {
  if (typeof value === "string") return group.create_attribute(name, value);
  const pieces = Math.ceil(value.length / LONGEST_LIST);
  for (let i = 0; i < pieces; i++) {
    const piece = value.slice(i * LONGEST_LIST, (i + 1) * LONGEST_LIST);
    group.create_attribute(pieces > 1 ? `${name}${i}` : name, piece);
  }
}

/** Takes the times away, so that equal weights are equal files. */
function forgetTimes(view: DataView, group: JsfiveGroup): void {
  for (const message of group._dataobjects.find_msg_type(CHANGED)) {
    view.setUint32(message.get("offset_to_message")! + TIME_AT, 0);
  }
  if (group._dataobjects.is_dataset) return;
  for (const name of Object.keys(group._links)) {
    forgetTimes(view, group.get(name));
  }
}

/** Writes a file whole or not at all. */

import { checkArgumentCount } from "../../config/options.ts";
import { type Bytes, bytesOf } from "../bytes.ts";
import { partPath, pathOf, shownPath } from "./file_path.ts";
import { followLinks } from "./links.ts";
import { overwriteFile } from "./overwrite_file.ts";
import { partName, spareName } from "./part_file.ts";
import { replaceFile } from "./replace_file.ts";
import { fileSystem, isGranted } from "./runtime.ts";
import { told } from "./told.ts";

/**
 * Writes `bytes` so that nobody ever finds half a file: into `NAME.decograd.part` beside it, which takes the file's
 * place when all is on the disk. The bytes are those of the moment of the call. A file that is there keeps its
 * permissions and its owner, a symbolic link goes on pointing to the file that is written, and what is no regular file
 * (a pipe, a device) is written to.
 *
 * Needs Deno or Node, and write permission for the folder; asks for no more. Renaming takes read permission: without it, a
 * file that is there is written over in place, and `NAME.decograd.spare` holds the new bytes until that is done.
 *
 * @example There and back
 * ```ts
 * import { writeFile } from "@decograd/decograd/data";
 * import { assertEquals } from "@std/assert";
 *
 * const path = `${await Deno.makeTempDir()}/numbers.bin`;
 * await writeFile(path, Uint8Array.of(1, 2, 3));
 * assertEquals(await Deno.readFile(path), Uint8Array.of(1, 2, 3));
 * ```
 *
 * @throws {TypeError} if `path` is no path and no file URL (`?` and `#` of a URL would be lost), or `bytes` holds no
 * bytes: a promise, a Blob, text, or numbers of several bytes.
 * @throws {Error} of the class that Deno throws (in Node, of that name) if the disk is full, the folder is missing, a folder has that name, or
 * nothing may be written there. What was there before is there still.
 *
 * @category Files
 */
export async function writeFile(
  path: string | URL,
  bytes: Bytes,
): Promise<void> {
  const action = `write ${shownPath(path)}`;
  checkArgumentCount(action, arguments, 2);
  pathOf("write a file", path);
  // A copy: what changes while the disk works must not end up half changed in the file.
  await writeNewBytes(path, new Uint8Array(bytesOf(action, bytes)));
}

/** The same for bytes that were made for the file, and that nobody else has: they are not copied. */
export async function writeNewBytes(
  path: string | URL,
  bytes: Uint8Array,
): Promise<void> {
  const action = `write ${shownPath(path)}`;
  const file = pathOf("write a file", path);
  fileSystem(action);
  if (partPath(file).name === "") {
    throw new TypeError(`Cannot ${action}: expected a file, received a folder`);
  }
  try {
    await write(await followLinks(file), bytes);
  } catch (error) {
    throw told(action, "to write a file there", error);
  }
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
  const part = partName(path);
  const reads = await isGranted("read", path) && await isGranted("read", part);
  const writes = await isGranted("write", path) &&
    await isGranted("write", part);
  if (reads && writes) await replaceFile(path, bytes);
  else {
    const spareAt = (turn: number) => spareName(path, turn);
    await overwriteFile(path, bytes, writes ? spareAt : null);
  }
}

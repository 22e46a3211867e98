/** Reads a file. */

import { shownPath } from "./file_path.ts";
import { fileSystem } from "./runtime.ts";
import { told } from "./told.ts";

/**
 * The bytes of a file; `null` if there is none. `action` is what cannot be done without.
 *
 * @throws {Error} of the class that Deno throws if it cannot be read.
 */
export async function readFile(
  path: string,
  action: string = `read ${shownPath(path)}`,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const { errors, readFile } = fileSystem(action);
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof errors.NotFound) return null;
    throw told(action, "to read a file there", error);
  }
}

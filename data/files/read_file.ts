/** Reads a file. */

import { shownPath } from "./file_path.ts";
import { deno } from "./runtime.ts";

/**
 * The bytes of a file; `null` if there is none.
 *
 * @throws {Error} of the class that Deno throws if it cannot be read.
 */
export async function readFile(
  path: string,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const { errors, readFile } = deno(`read ${shownPath(path)}`);
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof errors.NotFound) return null;
    throw error;
  }
}

/** Where a model is read from: a file, an address, or bytes. */

import { ValueError } from "../config/errors.ts";
import { type Bytes, bytesOf } from "../data/bytes.ts";
import { pathOf, shownPath } from "../data/files/file_path.ts";
import { readFile } from "../data/files/read_file.ts";
import { told } from "../data/files/told.ts";

/**
 * A path, the URL of a file or of something on the web, or bytes.
 * @category Saving
 */
export type Source = string | URL | Bytes;

/** How errors show it. */
export function shownSource(source: Source): string {
  return typeof source === "string" || source instanceof URL
    ? shownPath(source)
    : "bytes";
}

/**
 * The bytes that are meant.
 *
 * @throws {ValueError} if nothing is there.
 * @throws {TypeError} if it is neither a path, a URL nor bytes.
 */
export async function bytesFrom(
  action: string,
  source: Source,
): Promise<Uint8Array> {
  if (source instanceof URL && /^https?:$/.test(source.protocol)) {
    return await fetched(action, source);
  }
  if (typeof source !== "string" && !(source instanceof URL)) {
    return bytesOf(action, source, "a path, a URL or bytes");
  }
  const bytes = await readFile(pathOf(action, source), action);
  if (bytes) return bytes;
  throw new ValueError(
    `Cannot ${action}: expected a file, received ${
      shownPath(source)
    }, which is not there`,
  );
}

async function fetched(action: string, url: URL): Promise<Uint8Array> {
  let answer: string;
  try {
    const response = await fetch(url);
    if (response.ok) return await response.bytes();
    await response.body?.cancel();
    answer = `${response.status} ${response.statusText}`;
  } catch (error) {
    throw told(action, "an answer with a file", error);
  }
  throw new ValueError(
    `Cannot ${action}: expected an answer with a file, received ${answer}`,
  );
}

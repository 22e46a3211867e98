/** Symbolic links. */

import { partPath } from "./file_path.ts";
import { fileSystem, isGranted } from "./runtime.ts";

/** Links that are followed one after the other, as Linux does. */
const MOST = 40;

/** The file that a path leads to through links, as far as we may read them; it need not be there. */
export async function followLinks(path: string): Promise<string> {
  let at = path;
  for (let link = 0; link < MOST; link++) {
    if (!await isGranted("read", at)) return at;
    try {
      if (!(await fileSystem().lstat(at)).isSymlink) return at;
    } catch (error) {
      if (error instanceof fileSystem().errors.NotFound) return at;
      throw error;
    }
    const next = await fileSystem().readLink(at);
    at = isAbsolute(next) ? next : partPath(at).folder + next;
  }
  throw new Error("too many symbolic links");
}

function isAbsolute(path: string): boolean {
  return /^([/\\]|[a-z]:)/i.test(path);
}

/** Finds the checkpoint that is meant: a file, or the last one that was written in a folder. */

import { ValueError } from "../../config/errors.ts";
import { pathOf, shownPath } from "../../data/files/file_path.ts";
import { filesByAge } from "../../data/files/folders.ts";
import { readFile } from "../../data/files/read_file.ts";
import { type CheckpointFile, readCheckpoint } from "./checkpoint_file.ts";

/** The ending of the files. */
export const ENDING = ".safetensors";

/**
 * The checkpoint in a file or, of a folder, in the file of it that was written last and is whole; a warning tells which are
 * not. `null` if the folder has none, or is not there.
 *
 * @throws {ValueError} if the file is not there or is none, or the folder has damaged ones alone.
 */
export async function findCheckpoint(
  action: string,
  path: string,
): Promise<CheckpointFile | null> {
  const place = pathOf(action, path);
  const files = await filesByAge(place, ENDING, action);
  if (files) return await lastWhole(action, files);
  const bytes = await readFile(place, action);
  if (bytes) return readCheckpoint(action, bytes);
  if (!place.endsWith(ENDING)) return null;
  throw new ValueError(
    `Cannot ${action}: expected a file, received ${
      shownPath(path)
    }, which is not there`,
  );
}

async function lastWhole(
  action: string,
  files: readonly string[],
): Promise<CheckpointFile | null> {
  let damage: TypeError | null = null;
  for (const file of files) {
    const bytes = await readFile(file, action);
    try {
      if (bytes) return readCheckpoint(`load ${shownPath(file)}`, bytes);
    } catch (error) {
      // Files of another kind may lie in the folder too.
      if (error instanceof ValueError) continue;
      if (!(error instanceof TypeError)) throw error;
      console.warn(error.message);
      damage ??= error;
    }
  }
  if (damage) throw damage;
  return null;
}

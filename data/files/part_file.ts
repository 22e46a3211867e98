/** The file beside another in which its new bytes gather. */

import { crc32 } from "../crc32.ts";
import { partPath } from "./file_path.ts";
import type { OpenFile } from "./file_system.ts";
import { fileSystem } from "./runtime.ts";

/** Bytes of the longest name on the file systems of our time. */
const LONGEST_NAME = 255;

/**
 * The name of the part beside `path`. It is the same each time, so that what a killed run left behind is found and
 * taken up by the next; writers at the same time take one `turn` each.
 */
export function partName(path: string, turn = 0): string {
  return beside(path, turn === 0 ? "part" : `${turn}.part`);
}

/** The name of the copy that is there while `path` is written over; what killed runs left there takes a `turn` each. */
export function spareName(path: string, turn = 0): string {
  return beside(path, turn === 0 ? "spare" : `${turn}.spare`);
}

function beside(path: string, kind: string): string {
  const { folder, name } = partPath(path);
  const ending = `.decograd.${kind}`;
  if (bytesIn(name + ending) <= LONGEST_NAME) return folder + name + ending;
  const sum = `~${crc32(new TextEncoder().encode(name)).toString(16)}`;
  const characters = [...name];
  while (bytesIn(characters.join("") + sum + ending) > LONGEST_NAME) {
    characters.pop();
  }
  return folder + characters.join("") + sum + ending;
}

function bytesIn(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** A part that is ours alone, empty and open. */
export interface PartFile {
  /** Where it is. */
  readonly path: string;
  /** It is locked for as long as it is open. */
  readonly file: OpenFile;
}

/** Beyond this many, something else is wrong than that others write the same file. */
const MOST_TRIES = 1000;

/** Opens a part beside `path` that no other writer has; needs to read as well. */
export async function openPart(path: string): Promise<PartFile> {
  let turn = 0;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const part = partName(path, turn);
    const opened = await openEither(part);
    if (opened === "finished") continue;
    if (opened === "taken") {
      turn++;
      continue;
    }
    const { file, isNew } = opened;
    let state: Awaited<ReturnType<typeof stateOf>> = "finished";
    try {
      state = await stateOf(file, part);
      if (state === "ours" && isNew) {
        await removeLeftovers(path, turn + 1);
        return { path: part, file };
      }
      // Nobody holds it: what a killed writer left behind.
      if (state === "ours") await fileSystem().remove(part);
    } finally {
      if (!(state === "ours" && isNew)) file.close();
    }
    if (state === "taken") turn++;
  }
  throw new Error(`too many files like ${partName(path, turn)}`);
}

/** Takes away what writers left that were killed while they took turns with others. */
async function removeLeftovers(path: string, first: number): Promise<void> {
  for (let turn = first; turn < MOST_TRIES; turn++) {
    const part = partName(path, turn);
    const file = await openOld(part);
    if (!file) return;
    try {
      if (await stateOf(file, part) === "ours") await fileSystem().remove(part);
    } finally {
      file.close();
    }
  }
}

/** A part that is there; `null` if there is none that we may open. */
async function openOld(part: string): Promise<OpenFile | null> {
  const { open, errors } = fileSystem();
  try {
    return await open(part, { read: true, write: true });
  } catch (error) {
    if (
      error instanceof errors.NotFound ||
      error instanceof errors.PermissionDenied
    ) return null;
    throw error;
  }
}

async function openEither(
  path: string,
): Promise<{ file: OpenFile; isNew: boolean } | "taken" | "finished"> {
  const { open, errors } = fileSystem();
  const options = { read: true, write: true };
  try {
    const file = await open(path, { ...options, createNew: true });
    return { file, isNew: true };
  } catch (error) {
    if (!(error instanceof errors.AlreadyExists)) throw error;
  }
  try {
    return { file: await open(path, options), isNew: false };
  } catch (error) {
    // Its writer has just finished.
    if (error instanceof errors.NotFound) return "finished";
    if (error instanceof errors.PermissionDenied) return "taken";
    throw error;
  }
}

/** Locks a file; not ours where another holds it, or has renamed it since it was opened. */
async function stateOf(
  file: OpenFile,
  path: string,
): Promise<"ours" | "taken" | "finished"> {
  if (!await locks(file)) return "taken";
  try {
    const [held, found] = [await file.stat(), await fileSystem().stat(path)];
    return held.ino === found.ino ? "ours" : "finished";
  } catch (error) {
    if (error instanceof fileSystem().errors.NotFound) return "finished";
    throw error;
  }
}

async function locks(file: OpenFile): Promise<boolean> {
  try {
    return await file.tryLock(true);
  } catch {
    // A file system without locks: nobody there can be told apart.
    return true;
  }
}

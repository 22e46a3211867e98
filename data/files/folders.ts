/** Folders, and what lies in them. */

import { partPath, shownPath } from "./file_path.ts";
import type { DirEntry } from "./file_system.ts";
import { fileSystem } from "./runtime.ts";
import { told } from "./told.ts";
import { writeAll } from "./write_all.ts";

const IN_NUMBERS = new Intl.Collator("en", { numeric: true });

/**
 * Makes the folder of a file, and those that it lies in, where they are not there.
 *
 * @throws {Error} of the class that Deno throws if one cannot be made, or a file has its name.
 */
export async function makeFolderOf(file: string): Promise<void> {
  const { folder } = partPath(file);
  if (folder !== "") await makeFolder(folder);
}

/** Makes a folder, and those that it lies in, where they are not there. */
export async function makeFolder(path: string): Promise<void> {
  const action = `make the folder ${shownPath(path)}`;
  try {
    await fileSystem(action).mkdir(path, { recursive: true });
  } catch (error) {
    throw told(action, "to make it there", error);
  }
}

/** What lies in a folder; `action` is what cannot be done without. */
export async function entriesOf(
  folder: string,
  action?: string,
): Promise<DirEntry[]> {
  const entries: DirEntry[] = [];
  for await (const entry of fileSystem(action).readDir(folder)) {
    entries.push(entry);
  }
  return entries;
}

/** Whether there is something of that name. */
export async function exists(path: string): Promise<boolean> {
  return await unlessMissing(fileSystem().stat(path)) !== null;
}

/**
 * The paths of the files in a folder whose names end so, the one that was written last first; of the same time the last by
 * name. `null` if there is no such folder. `action` is what cannot be done without.
 *
 * @throws {Error} of the class that Deno throws if it cannot be read.
 */
export async function filesByAge(
  folder: string,
  ending: string,
  action: string,
): Promise<string[] | null> {
  try {
    const info = await unlessMissing(fileSystem(action).stat(folder));
    if (!info?.isDirectory) return null;
    const entries = await entriesOf(folder);
    const files = entries
      .filter(({ name, isFile, isSymlink }) =>
        (isFile || isSymlink) && name.endsWith(ending)
      )
      .map(({ name }) => `${folder.replace(/[/\\]$/, "")}/${name}`)
      // Of equal age is the one with the larger number in its name: 11 comes behind 9.
      .sort((a, b) => IN_NUMBERS.compare(b, a));
    const times = await Promise.all(
      files.map(async (path) => {
        const file = await unlessMissing(fileSystem().stat(path));
        return { path, isFile: file?.isFile, at: file?.mtime?.getTime() ?? 0 };
      }),
    );
    return times.filter(({ isFile }) => isFile)
      .sort((a, b) => b.at - a.at).map(({ path }) => path);
  } catch (error) {
    throw told(action, "to read a folder there", error);
  }
}

/** Gives a file another name; one of that name is replaced. */
export async function moveFile(from: string, to: string): Promise<void> {
  await fileSystem().rename(from, to);
}

/** Removes a file, if it is there. */
export async function removeFile(path: string): Promise<void> {
  await unlessMissing(fileSystem().remove(path));
}

/** Removes a folder, if it is there and nothing lies in it. */
export async function removeIfEmpty(folder: string): Promise<void> {
  const entries = await unlessMissing(entriesOf(folder));
  if (entries?.length === 0) await fileSystem().remove(folder);
}

async function unlessMissing<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof fileSystem().errors.NotFound) return null;
    throw error;
  }
}

/** Writes behind what is in a file, which is made if it is not there. */
export async function appendFile(
  path: string,
  parts: readonly Uint8Array[],
): Promise<void> {
  using file = await fileSystem().open(path, { append: true, create: true });
  for (const part of parts) await writeAll(file, part);
}

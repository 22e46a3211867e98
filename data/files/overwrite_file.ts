/** Writes to a file in place, where it cannot be replaced. */

import type { OpenFile } from "./file_system.ts";
import { fileSystem } from "./runtime.ts";
import { writeAll } from "./write_all.ts";

/** The name of a spare: of the first, the second and so on. */
type SpareAt = (turn: number) => string;

/** Writes to what is no regular file, such as a pipe. */
export async function writeThrough(
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  using file = await fileSystem().open(path, { write: true });
  await writeAll(file, bytes);
}

/**
 * Writes `bytes` to `path`. If a file is there, they are kept in a spare until that is done: should the disk be full or
 * the process be killed in the middle, they are whole there. Spares of killed runs stay as long, for one of them may be
 * all that is left; `spareAt` names as many as there are.
 */
export async function overwriteFile(
  path: string,
  bytes: Uint8Array,
  spareAt: SpareAt | null,
): Promise<void> {
  const { file, isNew } = await openEither(path);
  try {
    // A file system without locks: nobody there can be waited for.
    await file.lock(true).catch(() => {});
    // At once from here on, so that two writers in this process do not mix either.
    if (isNew || spareAt === null) put(file, bytes);
    else putWithSpare(file, bytes, spareAt);
  } catch (error) {
    if (isNew) removeSync(path);
    throw error;
  } finally {
    file.close();
  }
}

async function openEither(
  path: string,
): Promise<{ file: OpenFile; isNew: boolean }> {
  const { open, errors } = fileSystem();
  try {
    const file = await open(path, { write: true, createNew: true });
    return { file, isNew: true };
  } catch (error) {
    if (!(error instanceof errors.AlreadyExists)) throw error;
  }
  const file = await open(path, { write: true, create: true });
  return { file, isNew: false };
}

function putWithSpare(
  file: OpenFile,
  bytes: Uint8Array,
  spareAt: SpareAt,
): void {
  const spares = keep(bytes, spareAt);
  try {
    put(file, bytes);
  } catch (error) {
    if (error instanceof Error) {
      error.message += ` (the new bytes are in ${spares.at(-1)})`;
    }
    throw error;
  }
  spares.forEach(removeSync);
}

/** Keeps the bytes; returns all spares that there are, the new one last. */
function keep(bytes: Uint8Array, spareAt: SpareAt): string[] {
  const spares: string[] = [];
  let opened: OpenFile | null = null;
  while (!opened) {
    const spare = spareAt(spares.length);
    spares.push(spare);
    opened = openNew(spare);
  }
  using file = opened;
  try {
    put(file, bytes);
  } catch (error) {
    removeSync(spares[spares.length - 1]);
    throw error;
  }
  return spares;
}

/** `null` if something of that name is there. */
function openNew(path: string): OpenFile | null {
  try {
    return fileSystem().openSync(path, {
      write: true,
      createNew: true,
      // Perhaps nobody else may read the file.
      mode: 0o600,
    });
  } catch (error) {
    if (error instanceof fileSystem().errors.AlreadyExists) return null;
    throw error;
  }
}

function put(file: OpenFile, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) {
    done += file.writeSync(bytes.subarray(done));
  }
  try {
    file.truncateSync(bytes.length);
    file.syncSync();
  } catch (error) {
    if (!isInvalid(error)) throw error;
  }
}

function removeSync(path: string): void {
  try {
    fileSystem().removeSync(path);
  } catch {
    // It was not there, or must stay.
  }
}

/** Whether the system says that what was asked makes no sense of this file: a pipe has no length. */
function isInvalid(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EINVAL";
}

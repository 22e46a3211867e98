/** Puts a new file in the place of another, by renaming. */

import { overwriteFile, writeThrough } from "./overwrite_file.ts";
import { openPart, type PartFile, spareName } from "./part_file.ts";
import type { FileInfo } from "./file_system.ts";
import { fileSystem, isWindows } from "./runtime.ts";
import { writeAll } from "./write_all.ts";

/** Writes `bytes` beside `path` and renames when all are there; `path` is no link. */
export async function replaceFile(
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  const { errors, open, remove } = fileSystem();
  const old = await look(path);
  if (old?.isDirectory) throw new errors.IsADirectory("a folder");
  // A pipe or a device is what it is.
  if (old !== null && !old.isFile) return await writeThrough(path, bytes);
  // Whoever may write the folder could replace a file that is protected: it stays.
  if (old !== null) (await open(path, { write: true })).close();
  const part = await openPart(path);
  try {
    if (await becomesLike(part, old)) return await finish(part, bytes, path);
  } catch (error) {
    await remove(part.path).catch(() => {});
    throw error;
  } finally {
    part.file.close();
  }
  // Another owner's file that we may write, but not make.
  await remove(part.path);
  await overwriteFile(path, bytes, (turn) => spareName(path, turn));
}

async function finish(
  { path, file }: PartFile,
  bytes: Uint8Array,
  target: string,
): Promise<void> {
  await writeAll(file, bytes);
  // Else the new name may outlive a power cut and the bytes may not.
  await file.sync();
  await fileSystem().rename(path, target);
}

async function look(path: string): Promise<FileInfo | null> {
  try {
    return await fileSystem().lstat(path);
  } catch (error) {
    if (error instanceof fileSystem().errors.NotFound) return null;
    throw error;
  }
}

/** Gives the part the permissions and the owner of the file, before any byte is in it; whether it could. */
async function becomesLike(
  { path, file }: PartFile,
  old: FileInfo | null,
): Promise<boolean> {
  if (old === null || old.mode === null || isWindows()) return true;
  const { chown, chmod, errors } = fileSystem();
  const now = await file.stat();
  try {
    if (now.uid !== old.uid || now.gid !== old.gid) {
      await chown(path, old.uid, old.gid);
    }
    await chmod(path, old.mode & 0o7777);
    return true;
  } catch (error) {
    if (error instanceof errors.PermissionDenied) return false;
    throw error;
  }
}

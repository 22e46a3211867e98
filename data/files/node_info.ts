/** What Node knows of a file, in Deno's words. */

import type { FileInfo } from "./file_system.ts";

/** What Node tells of what lies in a folder. */
export interface Kind {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

/** What Node tells of a file. */
export interface Stats extends Kind {
  readonly mtime: Date;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly ino: number;
}

/** Whether it is a file, a folder or a link. */
export function kindOf(
  entry: Kind,
): Pick<FileInfo, "isFile" | "isDirectory" | "isSymlink"> {
  return {
    isFile: entry.isFile(),
    isDirectory: entry.isDirectory(),
    isSymlink: entry.isSymbolicLink(),
  };
}

/** What Deno would tell. */
export function infoOf(stats: Stats): FileInfo {
  const { mtime, mode, uid, gid, ino } = stats;
  return { ...kindOf(stats), mtime, mode, uid, gid, ino };
}

/** Deno, for the few functions here that read and write files. */

import { shorten } from "../../config/errors.ts";

/** A file that is open. */
export type FsFile = Deno.FsFile;
/** What is known of a file. */
export type FileInfo = Deno.FileInfo;
/** What lies in a folder. */
export type DirEntry = Deno.DirEntry;

/** Deno; `action` is what cannot be done where it is not. */
export function deno(action = "use files"): typeof Deno {
  if (typeof Deno === "undefined") {
    throw new TypeError(
      `Cannot ${
        shorten(action)
      }: expected to run in Deno, received another runtime`,
    );
  }
  return Deno;
}

/** Whether files are named as on Windows. */
export function isWindows(): boolean {
  return typeof Deno !== "undefined" && Deno.build.os === "windows";
}

/** Whether a path may be read or written without a question at the terminal. */
export async function isGranted(
  name: "read" | "write",
  path: string,
): Promise<boolean> {
  return (await deno().permissions.query({ name, path })).state === "granted";
}

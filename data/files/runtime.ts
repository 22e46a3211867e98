/** The files of the system, for the few functions here that read and write them. */

import { shorten } from "../../config/errors.ts";
import { nodeProcess } from "../../config/node.ts";
import type { FileSystem } from "./file_system.ts";
import { nodeFiles } from "./node_files.ts";

/** The files of Deno, or else those of Node; `action` is what cannot be done where there are none. */
export function fileSystem(action = "use files"): FileSystem {
  const found = typeof Deno === "undefined" ? nodeFiles() : Deno;
  if (found) return found;
  throw new TypeError(
    `Cannot ${
      shorten(action)
    }: expected to run in Deno or Node, received another runtime`,
  );
}

/** Whether files are named as on Windows. */
export function isWindows(): boolean {
  return typeof Deno === "undefined"
    ? nodeProcess()?.platform === "win32"
    : Deno.build.os === "windows";
}

/** Whether a path may be read or written without a question at the terminal. */
export async function isGranted(
  name: "read" | "write",
  path: string,
): Promise<boolean> {
  if (typeof Deno === "undefined") return true;
  return (await Deno.permissions.query({ name, path })).state === "granted";
}

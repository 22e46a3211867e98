/** Node's files, in Deno's words. */

import { nodeModule, nodeProcess } from "../../config/node.ts";
import type { DirEntry, FileSystem, OpenOptions } from "./file_system.ts";
import { called, ERRORS, inOurWords, now, promised } from "./node_errors.ts";
import { type NodeFd, NodeFile } from "./node_file.ts";
import { infoOf, type Kind, kindOf, type Stats } from "./node_info.ts";

/** What is used of `node:fs`. */
export interface NodeFs extends NodeFd {
  readonly constants: Readonly<Record<string, number>>;
  openSync(path: string, flags: number, mode: number): number;
  open(
    path: string,
    flags: number,
    mode: number,
    done: (error: unknown, fd?: number) => void,
  ): void;
  unlinkSync(path: string): void;
  readonly promises: {
    readFile(path: string, options?: object): Promise<Uint8Array<ArrayBuffer>>;
    opendir(path: string): Promise<AsyncIterable<Kind & { name: string }>>;
    readlink(path: string): Promise<string>;
    stat(path: string): Promise<Stats>;
    lstat(path: string): Promise<Stats>;
    mkdir(path: string, options: { recursive: true }): Promise<unknown>;
    rename(from: string, to: string): Promise<void>;
    unlink(path: string): Promise<void>;
    rmdir(path: string): Promise<void>;
    chmod(path: string, mode: number): Promise<void>;
    chown(path: string, uid: number, gid: number): Promise<void>;
  };
}

let made: FileSystem | null = null;

/** Node's files; `null` where there is no Node. */
export function nodeFiles(): FileSystem | null {
  const fs = nodeModule<NodeFs>("node:fs");
  return fs ? made ??= filesOf(fs) : null;
}

function filesOf(fs: NodeFs): FileSystem {
  const { promises } = fs;
  return {
    errors: ERRORS,
    pid: nodeProcess()!.pid,
    openSync(path, options) {
      const { flags, mode, isNew } = opening(fs, options);
      return new NodeFile(fs, now(() => fs.openSync(path, flags, mode)), isNew);
    },
    async open(path, options) {
      const { flags, mode, isNew } = opening(fs, options);
      const fd = await called<number>((done) =>
        fs.open(path, flags, mode, done)
      );
      return new NodeFile(fs, fd, isNew);
    },
    readFile: (path, options) => promised(promises.readFile(path, options)),
    readDir: (path) => entriesOf(fs, path),
    readLink: (path) => promised(promises.readlink(path)),
    stat: (path) => promised(promises.stat(path).then(infoOf)),
    lstat: (path) => promised(promises.lstat(path).then(infoOf)),
    mkdir: (path, options) =>
      promised(promises.mkdir(path, options).then(() => {})),
    rename: (from, to) => promised(promises.rename(from, to)),
    remove: (path) => promised(remove(fs, path)),
    removeSync: (path) => now(() => fs.unlinkSync(path)),
    chmod: (path, mode) => promised(promises.chmod(path, mode)),
    chown: (path, uid, gid) =>
      promised(promises.chown(path, uid ?? -1, gid ?? -1)),
  };
}

async function* entriesOf(
  { promises }: NodeFs,
  path: string,
): AsyncGenerator<DirEntry> {
  try {
    for await (const entry of await promises.opendir(path)) {
      yield { name: entry.name, ...kindOf(entry) };
    }
  } catch (error) {
    throw inOurWords(error);
  }
}

async function remove({ promises }: NodeFs, path: string): Promise<void> {
  const isFolder = (await promises.lstat(path)).isDirectory();
  await (isFolder ? promises.rmdir(path) : promises.unlink(path));
}

/** How Node opens a file: those that it makes may be read and written by all whom the user lets (`umask`). */
function opening(
  { constants }: NodeFs,
  { read, write, append, create, createNew, mode = 0o666 }: OpenOptions,
): { flags: number; mode: number; isNew: boolean } {
  const { O_RDWR, O_WRONLY, O_RDONLY, O_APPEND, O_CREAT, O_EXCL } = constants;
  const access = !write && !append ? O_RDONLY : read ? O_RDWR : O_WRONLY;
  const flags = access | (append ? O_APPEND : 0) |
    (create || createNew ? O_CREAT : 0) | (createNew ? O_EXCL : 0);
  return { flags, mode, isNew: createNew === true };
}

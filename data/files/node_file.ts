/** A file that Node has open, in Deno's words. */

import type { FileInfo, OpenFile } from "./file_system.ts";
import { called, now } from "./node_errors.ts";
import { infoOf, type Stats } from "./node_info.ts";

/** What `node:fs` does with the number of a file that is open. */
export interface NodeFd {
  writeSync(fd: number, bytes: Uint8Array): number;
  write(
    fd: number,
    bytes: Uint8Array,
    done: (error: unknown, written?: number) => void,
  ): void;
  fsync(fd: number, done: (error: unknown) => void): void;
  fstatSync(fd: number): Stats;
  fsyncSync(fd: number): void;
  ftruncateSync(fd: number, length: number): void;
  closeSync(fd: number): void;
}

/**
 * A file that is open. Node locks no files. So ours is what this opening has made, and what was there belongs to another
 * writer, be he killed long since.
 */
export class NodeFile implements OpenFile {
  readonly #fs: NodeFd;
  readonly #fd: number;
  readonly #isNew: boolean;
  #isClosed = false;

  /** Node's number of an open file, and whether opening made it. */
  constructor(fs: NodeFd, fd: number, isNew: boolean) {
    this.#fs = fs;
    this.#fd = fd;
    this.#isNew = isNew;
  }

  write(bytes: Uint8Array): Promise<number> {
    return called((done) => this.#fs.write(this.#fd, bytes, done));
  }

  writeSync(bytes: Uint8Array): number {
    return now(() => this.#fs.writeSync(this.#fd, bytes));
  }

  // deno-lint-ignore require-await
  async stat(): Promise<FileInfo> {
    return now(() => infoOf(this.#fs.fstatSync(this.#fd)));
  }

  sync(): Promise<void> {
    return called((done) => this.#fs.fsync(this.#fd, done));
  }

  syncSync(): void {
    now(() => this.#fs.fsyncSync(this.#fd));
  }

  truncateSync(length: number): void {
    now(() => this.#fs.ftruncateSync(this.#fd, length));
  }

  lock(): Promise<void> {
    return Promise.reject(new Error("Node has no locks"));
  }

  tryLock(): Promise<boolean> {
    return Promise.resolve(this.#isNew);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#fs.closeSync(this.#fd);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** What is asked of files, in Deno's words. */

/** What is known of a file. */
export interface FileInfo {
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  readonly isSymlink: boolean;
  readonly mtime: Date | null;
  readonly mode: number | null;
  readonly uid: number | null;
  readonly gid: number | null;
  /** Which file of the disk it is. */
  readonly ino: number | null;
}

/** What lies in a folder. */
export interface DirEntry {
  readonly name: string;
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  readonly isSymlink: boolean;
}

/** A file that is open. */
export interface OpenFile extends Disposable {
  write(bytes: Uint8Array): Promise<number>;
  writeSync(bytes: Uint8Array): number;
  stat(): Promise<FileInfo>;
  sync(): Promise<void>;
  syncSync(): void;
  truncateSync(length: number): void;
  /** Waits until nobody else has locked it. */
  lock(exclusive: true): Promise<void>;
  /** Whether it is ours alone from now on. */
  tryLock(exclusive: true): Promise<boolean>;
  close(): void;
}

/** How a file is opened. */
export interface OpenOptions {
  readonly read?: boolean;
  readonly write?: boolean;
  readonly append?: boolean;
  readonly create?: boolean;
  readonly createNew?: boolean;
  readonly mode?: number;
}

/** A class of errors. */
export type ErrorClass = new (
  message?: string,
  options?: ErrorOptions,
) => Error;

/** The errors that are told apart. */
export type FileErrors = Readonly<
  Record<
    "NotFound" | "AlreadyExists" | "IsADirectory" | "PermissionDenied",
    ErrorClass
  >
>;

/** Files, and the process that has them. */
export interface FileSystem {
  readonly errors: FileErrors;
  readonly pid: number;
  open(path: string, options: OpenOptions): Promise<OpenFile>;
  openSync(path: string, options: OpenOptions): OpenFile;
  readFile(
    path: string,
    options?: { signal?: AbortSignal },
  ): Promise<Uint8Array<ArrayBuffer>>;
  readDir(path: string): AsyncIterable<DirEntry>;
  readLink(path: string): Promise<string>;
  stat(path: string): Promise<FileInfo>;
  lstat(path: string): Promise<FileInfo>;
  mkdir(path: string, options: { recursive: true }): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  removeSync(path: string): void;
  chmod(path: string, mode: number): Promise<void>;
  chown(path: string, uid: number | null, gid: number | null): Promise<void>;
}

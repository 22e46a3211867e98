/** How a backend describes itself, so that it can be opened by name. */

import { flag } from "../config/rows.ts";
import { readOptions, type Row, type Schema } from "../config/schema.ts";
import type { Backend } from "./backend.ts";
import { FusingBackend } from "./fusing/backend.ts";

/**
 * Options that every backend is opened with.
 * @category Backends
 */
export interface CommonOptions {
  /**
   * Whether calls are written down and fused before they run; true if not given. Without it each kernel runs when it is
   * called, which helps to find out which one fails or takes its time.
   */
  readonly fuse?: boolean;
  /**
   * Whether it is kept which line asked for each kernel, so that an error of a kernel that ran later tells it; false if
   * not given. `"webgpu"` also submits each kernel on its own and checks it, so that an error of the device tells its
   * name and shapes. Slow.
   */
  readonly debug?: boolean;
}

const COMMON = {
  fuse: flag(true),
  debug: flag(false),
} satisfies Schema<CommonOptions>;

/** What opens a backend: its class, as a rule. */
export interface Opener<Options> {
  /** The rows of its own options. */
  readonly options: Schema<Options>;
  /** Opens a device of its own with options that have been read. */
  open(
    options: Options & Pick<CommonOptions, "debug">,
  ): Backend | Promise<Backend>;
}

/**
 * Reads the options with which a backend is to be opened.
 *
 * @throws {TypeError} if it has no such option.
 * @throws {ValueError} if an option has a value that is not allowed.
 */
export function readOpenOptions<Options>(
  name: string,
  opener: Opener<Options>,
  options: unknown,
): Options & CommonOptions {
  const schema = { ...COMMON, ...opener.options };
  const read: unknown = readOptions(
    `open the backend "${name}"`,
    schema,
    options,
  );
  return read as Options & CommonOptions;
}

/** The backend, or one around it that fuses. */
export function fusing(
  backend: Backend,
  { fuse = true, debug }: CommonOptions,
): Backend {
  return fuse ? new FusingBackend(backend, { debug }) : backend;
}

/** A row that leaves what is not given to the backend. */
export function optional<T>(row: Row<T>): Row<T | undefined> {
  return {
    read: (value, place) =>
      value === undefined ? undefined : row.read(value, place),
  };
}

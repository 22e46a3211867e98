/** How a backend describes itself, so that it can be opened by name. */

import { checkFlag } from "../config/arguments.ts";
import { checkOptions } from "../config/options.ts";
import { quote } from "../config/quote.ts";
import type { Backend } from "./backend.ts";
import { ValueError } from "../config/errors.ts";
import { FusingBackend } from "./fusing/backend.ts";

/** Options that every backend is opened with. */
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

/** Refuses a value of an option, which may be undefined. */
export type Check = (action: string, option: string, value: unknown) => void;

/** What opens a backend: its class, as a rule. */
export interface Opener<Options> {
  /** Its own options by name, each with its check. */
  readonly options: { readonly [Option in keyof Required<Options>]: Check };
  /** Opens a device of its own; the options have been checked. */
  open(
    options: Options & Pick<CommonOptions, "debug">,
  ): Backend | Promise<Backend>;
}

const COMMON: Opener<CommonOptions>["options"] = {
  fuse: checkFlag,
  debug: checkFlag,
};

/**
 * Refuses options with which a backend cannot be opened.
 *
 * @throws {TypeError} if it has no such option, or a value is of another kind.
 * @throws {ValueError} if a value is out of range.
 */
export function checkOpenOptions(
  name: string,
  own: Readonly<Record<string, Check>>,
  options: object,
): void {
  const action = `open the backend "${name}"`;
  const checks = { ...COMMON, ...own };
  checkOptions(action, options, Object.keys(checks));
  for (const [option, value] of Object.entries(options)) {
    checks[option as keyof typeof checks](action, option, value);
  }
}

/** The backend, or one around it that fuses. */
export function fusing(
  backend: Backend,
  { fuse = true, debug }: CommonOptions,
): Backend {
  return fuse ? new FusingBackend(backend, { debug }) : backend;
}

/** A number of something: whole, from 1 on. */
export function checkCount(
  action: string,
  option: string,
  value: unknown,
): void {
  if (value === undefined) return;
  if (Number.isSafeInteger(value) && value as number > 0) return;
  throw new ValueError(
    `Cannot ${action}: expected ${option} to be a whole number from 1 on, received ${
      quote(value)
    }`,
  );
}

/** A text. */
export function checkText(
  action: string,
  option: string,
  value: unknown,
): void {
  if (value === undefined || typeof value === "string") return;
  throw new TypeError(
    `Cannot ${action}: expected ${option} to be a string, received ${
      quote(value)
    }`,
  );
}

/** One of some texts. */
export function checkOneOf(...texts: readonly string[]): Check {
  return (action, option, value) => {
    if (value === undefined || texts.includes(value as string)) return;
    const known = texts.map(quote).join(", ");
    throw new ValueError(
      `Cannot ${action}: expected ${option} to be one of ${known}, received ${
        quote(value)
      }`,
    );
  };
}

/** Node's errors, in Deno's words. */

import type { ErrorClass, FileErrors } from "./file_system.ts";

/** The errors that are told apart, which are called as Deno's are. */
export const ERRORS: FileErrors = {
  NotFound: named("NotFound"),
  AlreadyExists: named("AlreadyExists"),
  IsADirectory: named("IsADirectory"),
  PermissionDenied: named("PermissionDenied"),
};

const CODES: Readonly<Record<string, ErrorClass>> = {
  ENOENT: ERRORS.NotFound,
  EEXIST: ERRORS.AlreadyExists,
  EISDIR: ERRORS.IsADirectory,
  EACCES: ERRORS.PermissionDenied,
  EPERM: ERRORS.PermissionDenied,
};

function named(name: string): ErrorClass {
  return class extends Error {
    override readonly name = name;
  };
}

/** An error of Node's as Deno would throw it; other errors as they are. */
export function inOurWords(error: unknown): unknown {
  if (!(error instanceof Error && "code" in error)) return error;
  const { code, message } = error;
  // ENOENT: no such file or directory, open 'name'
  const [, reason] = /^[A-Z\d]+: (.*?)(?:, [a-z]+(?: '|$).*)?$/s
    .exec(message) ?? [];
  if (reason === undefined) return error;
  const Kind = CODES[`${code}`] ?? Error;
  const said = `${reason[0].toUpperCase()}${reason.slice(1)} (${code})`;
  return Object.assign(new Kind(said, { cause: error }), { code });
}

/** What `f` does at once. */
export function now<T>(f: () => T): T {
  try {
    return f();
  } catch (error) {
    throw inOurWords(error);
  }
}

/** What a promise of Node's will be. */
export async function promised<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw inOurWords(error);
  }
}

/** What Node tells to a function that it is given. */
export function called<T>(
  start: (done: (error: unknown, result?: T) => void) => void,
): Promise<T> {
  return promised(
    new Promise<T>((resolve, reject) =>
      start((error, result) => error ? reject(error) : resolve(result as T))
    ),
  );
}

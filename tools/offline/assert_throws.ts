/** The part of the `@std/assert` stand-in that is about errors. */

import { AssertionError } from "node:assert";

/** A class of errors. */
export type ErrorConstructor<E extends Error> = abstract new (
  ...args: never[]
) => E;

function refuse(complaint: string, msg: string | undefined): never {
  throw new AssertionError({
    message: msg ? `${complaint}: ${msg}` : complaint,
  });
}

/** Fails unless `error` is an error of the class and speaks of `msgMatches`. */
export function assertIsError<E extends Error = Error>(
  error: unknown,
  ErrorClass?: ErrorConstructor<E>,
  msgMatches?: string | RegExp,
  msg?: string,
): asserts error is E {
  if (!(error instanceof Error)) {
    refuse(`Expected an Error object, received ${String(error)}`, msg);
  }
  if (ErrorClass && !(error instanceof ErrorClass)) {
    refuse(
      `Expected a ${ErrorClass.name}, received ${error.constructor.name} ` +
        `"${error.message}"`,
      msg,
    );
  }
  if (msgMatches === undefined) return;
  const matches = typeof msgMatches === "string"
    ? error.message.includes(msgMatches)
    : msgMatches.test(error.message);
  if (!matches) {
    refuse(
      `Expected the message to include ${
        typeof msgMatches === "string" ? JSON.stringify(msgMatches) : msgMatches
      }, received ${JSON.stringify(error.message)}`,
      msg,
    );
  }
}

/** Fails unless `fn` throws; gives back what it threw. */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/** Fails unless `fn` throws an error of the class that includes the text. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: ErrorConstructor<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  errorClassOrMsg?: ErrorConstructor<E> | string,
  msgIncludes?: string,
  msg?: string,
): unknown {
  const expectation = readExpectation(errorClassOrMsg, msgIncludes, msg);
  try {
    fn();
  } catch (error) {
    checkThrown(error, expectation);
    return error;
  }
  refuse("Expected function to throw", expectation.msg);
}

/** Fails unless the promise of `fn` rejects; gives back what it rejects with. */
export function assertRejects(
  fn: () => PromiseLike<unknown>,
  msg?: string,
): Promise<unknown>;
/** Fails unless the promise rejects with an error of the class that includes the text. */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorConstructor<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  errorClassOrMsg?: ErrorConstructor<E> | string,
  msgIncludes?: string,
  msg?: string,
): Promise<unknown> {
  const expectation = readExpectation(errorClassOrMsg, msgIncludes, msg);
  let promise: PromiseLike<unknown>;
  try {
    promise = fn();
  } catch (error) {
    refuse(
      `Function throws when expected to reject: ${error}`,
      expectation.msg,
    );
  }
  try {
    await promise;
  } catch (error) {
    checkThrown(error, expectation);
    return error;
  }
  refuse("Expected function to reject", expectation.msg);
}

interface Expectation<E extends Error> {
  readonly errorClass?: ErrorConstructor<E>;
  readonly msgIncludes?: string;
  readonly msg?: string;
}

function readExpectation<E extends Error>(
  errorClassOrMsg: ErrorConstructor<E> | string | undefined,
  msgIncludes: string | undefined,
  msg: string | undefined,
): Expectation<E> {
  return typeof errorClassOrMsg === "string"
    ? { msg: errorClassOrMsg }
    : { errorClass: errorClassOrMsg, msgIncludes, msg };
}

function checkThrown<E extends Error>(
  error: unknown,
  { errorClass, msgIncludes, msg }: Expectation<E>,
): void {
  if (errorClass) assertIsError(error, errorClass, msgIncludes, msg);
}

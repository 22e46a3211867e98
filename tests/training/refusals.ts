/** What losses, metrics and optimizers have to refuse, and how. */

import { assert, assertStringIncludes, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";

/** Anything that can be called. */
export type Call = (...args: unknown[]) => unknown;
/** A class of errors. */
export type ErrorClass = NonNullable<Parameters<typeof assertThrows>[1]>;

/** What is neither options nor missing; functions too, for a class may be given where its options belong. */
export function wrongOptions(): unknown[] {
  const things = [0, 0.01, -1, NaN, 3n, true, false, "sgd", "", null];
  const objects = [[], [0.01], [{}], new Map(), new Date(0), () => ({})];
  return [
    ...things,
    ...objects,
    dg.tensor([1]),
    dg.optimizers.SGD,
    Symbol("s"),
  ];
}

/** Asserts that a call is refused with a message that names who refused. */
export function assertRefuses(name: string, call: Call): string {
  const { message } = assertThrows(call, TypeError) as TypeError;
  assert(message.startsWith("Cannot "), `${name}: ${message}`);
  assertStringIncludes(message, name);
  assert(message.length < 1000, `${name}: ${message.length} characters`);
  return message;
}

/** Asserts that a call is refused by an error of this class, with a message that has these parts. */
export function assertSays(
  call: Call,
  kind: ErrorClass,
  ...parts: string[]
): void {
  const error = assertThrows(call, kind) as Error;
  assert(error.message.startsWith("Cannot "), error.message);
  assert(error.message.length < 600, `${error.message.length} characters`);
  for (const part of parts) assertStringIncludes(error.message, part);
}

/**
 * Stands in for `@std/testing/mock` where its registry is out of reach: methods
 * that are replaced for as long as a test watches them.
 */

import { AssertionError } from "node:assert";

/** One call of a method. */
export interface SpyCall<Args extends unknown[] = unknown[], Return = unknown> {
  /** What it was called with. */
  args: Args;
  /** What it gave back, unless it threw. */
  returned?: Return;
}

/** A method that is replaced until it is restored or disposed of. */
export interface Stub<Args extends unknown[] = unknown[], Return = unknown>
  extends Disposable {
  /** The calls so far. */
  calls: SpyCall<Args, Return>[];
  /** Whether the method is its old self again. */
  restored: boolean;
  /** Puts the method back. */
  restore(): void;
}

/** Replaces a method by one that notes its calls and does `func`, or nothing. */
export function stub<
  Self,
  Name extends keyof Self,
  Args extends unknown[] = Self[Name] extends (...args: infer A) => unknown ? A
    : never,
  Return = Self[Name] extends (...args: never[]) => infer R ? R : never,
>(
  self: Self,
  property: Name,
  func?: (this: Self, ...args: Args) => Return,
): Stub<Args, Return> {
  const original = self[property];
  const own = Object.hasOwn(self as object, property);
  const watched: Stub<Args, Return> = {
    calls: [],
    restored: false,
    restore() {
      if (own) self[property] = original;
      else delete self[property];
      watched.restored = true;
    },
    [Symbol.dispose]() {
      if (!watched.restored) watched.restore();
    },
  };
  self[property] = function (this: Self, ...args: Args) {
    const call: SpyCall<Args, Return> = { args };
    watched.calls.push(call);
    call.returned = func?.apply(this, args);
    return call.returned;
  } as Self[Name];
  return watched;
}

/** Fails unless the method was called this many times. */
export function assertSpyCalls(
  spy: { readonly calls: readonly unknown[] },
  expectedCalls: number,
): void {
  if (spy.calls.length === expectedCalls) return;
  throw new AssertionError({
    message: `Expected ${expectedCalls} calls, received ${spy.calls.length}`,
  });
}

/** A backend around a backend that fails when it is told to. */

import type { Backend } from "../../backends/backend.ts";
import type { Repeating } from "../../backends/repeating.ts";
import { DeviceError } from "../../config/errors.ts";

/** What can fail: memory and every kernel. */
const CALLS: ReadonlySet<PropertyKey> = new Set([
  ...["alloc", "elementwise", "reduce", "matmul", "conv2d", "conv2dInputGrad"],
  ...["conv2dKernelGrad", "gather", "scatterAdd", "random"],
]);

/** A backend, and how it is made to fail. */
export interface Failing {
  /** Does what the backend inside does, until it fails. */
  readonly backend: Backend;
  /** Fails at the call after `calls` more, and at all behind it. */
  failAfter(calls: number): void;
  /** Works again; says whether it has failed. */
  mend(): boolean;
}

/** Wraps a backend; each call counts that takes memory or runs a kernel. */
export function failing(inner: Backend): Failing {
  let left = Infinity, failed = false;
  const call =
    (name: string, method: (...args: unknown[]) => unknown) =>
    (...args: unknown[]): unknown => {
      if (left-- <= 0) {
        failed = true;
        throw new DeviceError("outOfMemory", `Cannot ${name}: made to fail`);
      }
      return method.apply(inner, args);
    };
  const known = new Map<PropertyKey, unknown>();
  const backend = new Proxy(inner, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (key === "repeating") return value && callingEach(value as Repeating);
      if (typeof value !== "function") return value;
      const made = known.get(key) ??
        (CALLS.has(key)
          ? call(String(key), value as (...args: unknown[]) => unknown)
          : value.bind(target));
      known.set(key, made);
      return made;
    },
  });
  return {
    backend,
    failAfter: (calls) => {
      left = calls;
      failed = false;
    },
    mend: () => {
      left = Infinity;
      return failed;
    },
  };
}

/** The same, but that each kernel is called each time, and can fail. */
function callingEach({ alignment, part }: Repeating): Repeating {
  return { alignment, part, run: (_parts, _buffers, work) => work() };
}

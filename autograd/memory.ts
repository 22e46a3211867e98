/** Who holds memory: counted, so that an error can tell when there is none left. */

import type { Backend } from "../backends/backend.ts";
import { DeviceError } from "../config/errors.ts";
import { ownedByScopes } from "./scope.ts";

/** What tensors on one backend hold. */
export interface Holding {
  /** How many pieces of memory. */
  count: number;
  /** How many tensors there are; several may share a piece. */
  tensors: number;
  /** The most bytes that have been in use since that was last asked to begin anew. */
  peak: number;
}

/** Something that holds a piece of a backend's memory. */
export interface Holder extends Disposable {
  /** The backend; undefined where it holds none. */
  readonly backend?: Backend;
  /** What tells one piece of memory from another, and its size. */
  readonly memory?: { readonly byteLength: number };
}

const holdings = new WeakMap<Backend, Holding>();
const explained = new WeakSet<Error>();

/** The count of a backend. */
export function holdingOf(backend: Backend): Holding {
  const known = holdings.get(backend);
  if (known) return known;
  const holding = { count: 0, tensors: 0, peak: 0 };
  holdings.set(backend, holding);
  return holding;
}

/**
 * Runs `f`; if memory runs out, the error says how much waits for scopes to close, and how much for the event loop,
 * in which the garbage collector tells what is no longer used.
 */
export function explainingMemory<T>(backend: Backend, f: () => T): T {
  try {
    return f();
  } catch (error) {
    throw withHolders(backend, error);
  }
}

/** The error with what holds the memory, if that is what it is about. */
export function withHolders(backend: Backend, error: unknown): unknown {
  const isOurs = error instanceof DeviceError && error.kind === "outOfMemory" &&
    !explained.has(error);
  if (!isOurs) return error;
  const owned = new Set(
    (ownedByScopes() as Holder[]).flatMap((one) =>
      one.backend === backend && one.memory ? [one.memory] : []
    ),
  );
  const { count } = holdingOf(backend), { bytesInUse } = backend;
  const bytes = [...owned].reduce((sum, { byteLength }) => sum + byteLength, 0);
  const told = new DeviceError(
    error.kind,
    `${error.message}; of ${count} tensors with ${bytesInUse} bytes, ${owned.size} with ${bytes} bytes wait for an open scope to close, and ${
      count - owned.size
    } with ${
      bytesInUse - bytes
    } bytes are in no scope: those that are no longer used wait to be disposed or for the event loop to turn (put a scope around each step, or await a read in it)`,
    { cause: error },
  );
  explained.add(told);
  return told;
}

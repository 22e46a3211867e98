/** Backends as users may pass them. */

import type { Backend } from "./backend.ts";
import { quote } from "../config/quote.ts";

/**
 * Refuses what is no open backend.
 *
 * @throws {TypeError} if it is none.
 */
export function checkBackend(
  action: string,
  backend: unknown,
): asserts backend is Backend {
  const { alloc, elementwise } = (backend ?? {}) as Partial<Backend>;
  if (typeof alloc === "function" && typeof elementwise === "function") return;
  throw new TypeError(
    `Cannot ${action}: expected a backend that is open, received ${
      quote(backend)
    }`,
  );
}

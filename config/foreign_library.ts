/** Libraries of the machine, opened through the foreign function interface: why one cannot be. */

import { DeviceError } from "./errors.ts";

/** The error where a library cannot be opened; `what` is what it is opened for. */
export function cannotOpen(
  what: string,
  expected: string,
  received: string,
  cause?: unknown,
): DeviceError {
  return new DeviceError(
    "unavailable",
    `Cannot open ${what}: expected ${expected}, received ${received}`,
    { cause },
  );
}

/** What permission there is, where the whole one is needed: one for a library opens it, but does not read pointers. */
export function permissionFor(path: string): string {
  if (typeof Deno === "undefined") return "none";
  const { state } = Deno.permissions.querySync({ name: "ffi", path });
  return state === "granted" ? `one for "${path}" alone` : "none";
}

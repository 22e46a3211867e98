/** The backend that new tensors live on. */

import type { Backend } from "../backends/backend.ts";
import type { BackendInfo } from "../backends/info.ts";
import { type BackendName, openBackend, openDefault } from "../backends/mod.ts";

let current: Backend | undefined;

/** The backend that new tensors are made on: the CPU's, unless `setBackend` chose another. */
export function getBackend(): Backend {
  return current ??= openDefault();
}

/**
 * Opens a backend and makes it the one on which new tensors live. Tensors and variables made before stay where they
 * are; mixing the two in one op is an error.
 *
 * @throws {ValueError} if there is no backend of that name.
 * @throws {DeviceError} of kind `"unavailable"` if the device cannot be opened; the backend in use stays.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * await dg.setBackend("reference"); // float64, slow, each kernel as its definition reads
 * assertEquals(dg.zeros([2]).backend.name, "reference");
 * await dg.setBackend("wasm");
 * ```
 */
export async function setBackend(name: BackendName): Promise<Backend> {
  return current = await openBackend(name);
}

/**
 * What the backend in use tells about itself: its name and bytes in use, and for `"webgpu"` the adapter, whether that
 * is software, its limits and features, and the counts of what it has done so far.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * await dg.setBackend("wasm");
 * using x = dg.zeros([4]);
 * assertEquals(dg.backendInfo(), { name: "wasm", bytesInUse: x.size * 4 });
 * ```
 */
export function backendInfo(): BackendInfo {
  const backend = getBackend();
  const { name, bytesInUse } = backend;
  return backend.info?.() ?? { name, bytesInUse };
}

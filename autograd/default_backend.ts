/** The backend that new tensors live on. */

import type { Backend } from "../backends/backend.ts";
import type { BackendInfo } from "../backends/info.ts";
import { type BackendName, openBackend, openDefault } from "../backends/mod.ts";

let current: Backend | undefined;
// Opened once each: tensors made before and after a change there and back are on one backend.
const opened = new Map<string, Backend>();

/** The backend that new tensors are made on: the CPU's, unless `setBackend` chose another. */
export function getBackend(): Backend {
  return current ??= usable("wasm") ?? remember("wasm", openDefault());
}

function remember(name: BackendName, backend: Backend): Backend {
  opened.set(name, backend);
  return backend;
}

function usable(name: string): Backend | undefined {
  const backend = opened.get(name);
  return backend?.closed ? undefined : backend;
}

async function open(name: BackendName): Promise<Backend> {
  const backend = await openBackend(name);
  // "auto" may have opened what is open under its own name.
  const same = usable(backend.name);
  if (same) backend[Symbol.dispose]();
  else opened.set(backend.name, backend);
  return remember(name, same ?? backend);
}

/**
 * Chooses the backend on which new tensors live: by name, opened at the first time, or one that is open already. A device that was
 * lost is opened anew. Tensors and variables made before stay where they are; mixing tensors of two backends in one op is an error.
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
export async function setBackend(
  backend: BackendName | Backend,
): Promise<Backend> {
  if (typeof backend === "object") return current = backend;
  return current = usable(backend) ?? await open(backend);
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

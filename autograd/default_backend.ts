/** The backend that new tensors live on. */

import type { Backend } from "../backends/backend.ts";
import type { BackendInfo } from "../backends/info.ts";
import {
  type BackendName,
  checkOpenOptions,
  openBackend,
  openDefault,
  type OpenOptions,
} from "../backends/mod.ts";
import { ValueError } from "../config/errors.ts";
import { checkArgumentCount } from "../config/options.ts";
import { checkBackend } from "./check_backend.ts";

let current: Backend | undefined;
// Opened once each: tensors made before and after a change there and back are on one backend.
const opened = new Map<string, Backend>();

/** The backend that new tensors are made on: the CPU's, unless `setBackend` chose another. */
export function getBackend(): Backend {
  checkArgumentCount("get the backend", arguments, 0);
  return current ??= usable(keyOf("wasm")) ??
    remember(keyOf("wasm"), openDefault());
}

/** Backends of one name that are opened otherwise are others. */
function keyOf(name: string, options: OpenOptions = {}): string {
  const given = Object.entries(options).filter(([, value]) =>
    value !== undefined
  );
  return JSON.stringify([name, given.sort()]);
}

function remember(key: string, backend: Backend): Backend {
  opened.set(key, backend);
  return backend;
}

function usable(key: string): Backend | undefined {
  const backend = opened.get(key);
  return backend?.closed ? undefined : backend;
}

async function open(
  name: BackendName,
  options: OpenOptions,
): Promise<Backend> {
  const backend = await openBackend(name, options);
  // "auto" may have opened what is open under its own name.
  const own = keyOf(backend.name, options);
  const same = usable(own);
  if (same) backend[Symbol.dispose]();
  else remember(own, backend);
  return remember(keyOf(name, options), same ?? backend);
}

/**
 * Chooses the backend on which new tensors live: by name, opened at the first time, or one that is open already. A device that was
 * lost is opened anew. Tensors and variables made before stay where they are; mixing tensors of two backends in one op is an error.
 * One that is opened with other options is another backend.
 *
 * @throws {ValueError} if there is no backend of that name, or if options are given for an open backend.
 * @throws {TypeError} if it is neither a name nor a backend, or there is no such option.
 * @throws {DeviceError} of kind `"unavailable"` if the device cannot be opened; the backend in use stays.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * await dg.setBackend("reference"); // float64, slow, each kernel as its definition reads
 * assertEquals(dg.zeros([2]).backend.name, "reference");
 * await dg.setBackend("wasm", { fuse: false }); // each kernel runs when it is called
 * await dg.setBackend("wasm", { threads: 2 }); // by default, as many as the processor runs at once
 * await dg.setBackend("wasm", { debug: true }); // errors of kernels tell which line asked for them
 * await dg.setBackend("wasm");
 * ```
 */
export async function setBackend(
  backend: BackendName | Backend,
  options?: OpenOptions,
): Promise<Backend> {
  const action = "set the backend";
  checkArgumentCount(action, arguments, 2);
  if (typeof backend !== "string") {
    checkBackend(action, backend);
    if (options === undefined) return current = backend;
    throw new ValueError(
      `Cannot set the backend: expected options for a backend that is to be opened, received them for "${backend.name}", which is open`,
    );
  }
  checkOpenOptions(options === undefined ? {} : options);
  return current = usable(keyOf(backend, options)) ??
    await open(backend, options ?? {});
}

/**
 * What the backend in use tells about itself: its name and bytes in use, for `"wasm"` the threads that compute by now, and for
 * `"webgpu"` the adapter, whether that is software, its limits and features, and the counts of what it has done so far.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * await dg.setBackend("wasm");
 * using x = dg.zeros([4]);
 * const { name, bytesInUse } = dg.backendInfo();
 * assertEquals([name, bytesInUse], ["wasm", x.size * 4]);
 * ```
 */
export function backendInfo(): BackendInfo {
  checkArgumentCount("tell about the backend", arguments, 0);
  const backend = getBackend();
  const { name, bytesInUse } = backend;
  return backend.info?.() ?? { name, bytesInUse };
}

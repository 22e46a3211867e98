/** Opens backends by name. */

import type { Backend } from "./backend.ts";
import { DeviceError, ValueError } from "./errors.ts";
import { ReferenceBackend } from "./reference/backend.ts";
import { WasmBackend } from "./wasm/backend.ts";

/** What backends are called; `"auto"` is the fastest that can be opened. */
export type BackendName = "wasm" | "reference" | "webgpu" | "auto";

const OPENERS: Record<BackendName, () => Backend> = {
  /** The processor: WebAssembly with SIMD, float32. */
  wasm: openDefault,
  /** The processor: plain TypeScript, float64; slow and right. */
  reference: () => new ReferenceBackend(),
  /** The graphics card. */
  webgpu: () => {
    throw new DeviceError(
      "unavailable",
      `Cannot open backend "webgpu": expected one that this version has (wasm, reference), received "webgpu"`,
    );
  },
  /** The fastest that there is. */
  auto: openDefault,
};

/**
 * Opens a backend of its own: it shares no memory with others of the same name.
 *
 * @throws {ValueError} if there is no backend of that name.
 * @throws {DeviceError} of kind `"unavailable"` if its device cannot be opened.
 */
// deno-lint-ignore require-await -- opening a device takes time, and throwing must reject.
export async function openBackend(name: BackendName): Promise<Backend> {
  if (!Object.hasOwn(OPENERS, name)) {
    const known = Object.keys(OPENERS).map((known) => `"${known}"`).join(", ");
    throw new ValueError(
      `Cannot open a backend: expected one of ${known}, received ${
        JSON.stringify(name)
      }`,
    );
  }
  return OPENERS[name]();
}

/** The processor's backend, which opens without waiting. */
export function openDefault(): Backend {
  return new WasmBackend();
}

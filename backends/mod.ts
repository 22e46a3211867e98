/** Opens backends by name. */

import type { Backend } from "./backend.ts";
import { DeviceError, ValueError } from "./errors.ts";
import { ReferenceBackend } from "./reference/backend.ts";
import { WasmBackend } from "./wasm/backend.ts";
import { WebGPUBackend } from "./webgpu/backend.ts";

/** What backends are called; `"auto"` is a graphics card that computes rightly, or else the processor. */
export type BackendName = "wasm" | "blas" | "reference" | "webgpu" | "auto";

const OPENERS: Record<BackendName, () => Backend | Promise<Backend>> = {
  /** The processor: WebAssembly with SIMD, float32. */
  wasm: openDefault,
  /** The processor with the matrix products of OpenBLAS or Accelerate, which takes `--allow-ffi`: float32. */
  blas: openBlas,
  /** The processor: plain TypeScript, float64; slow and right. */
  reference: () => new ReferenceBackend(),
  /** The graphics card, or software that computes like one: float32. */
  webgpu: () => WebGPUBackend.open(),
  /** The fastest that there is. */
  auto: openFastest,
};

/**
 * Opens a backend of its own: it shares no memory with others of the same name.
 *
 * @throws {ValueError} if there is no backend of that name.
 * @throws {DeviceError} of kind `"unavailable"` if its device cannot be opened.
 */
export async function openBackend(name: BackendName): Promise<Backend> {
  if (!Object.hasOwn(OPENERS, name)) {
    const known = Object.keys(OPENERS).map((known) => `"${known}"`).join(", ");
    throw new ValueError(
      `Cannot open a backend: expected one of ${known}, received ${
        JSON.stringify(name)
      }`,
    );
  }
  return await OPENERS[name]();
}

/** The processor's backend, which opens without waiting. */
export function openDefault(): Backend {
  return new WasmBackend();
}

async function openFastest(): Promise<Backend> {
  try {
    return await WebGPUBackend.open({ allowSoftware: false });
  } catch (error) {
    if (error instanceof DeviceError) return openDefault();
    throw error;
  }
}

/** Loaded when it is asked for: the one backend that needs more of Deno than a browser has. */
async function openBlas(): Promise<Backend> {
  return (await import("./blas/mod.ts")).openBlas();
}

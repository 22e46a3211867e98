/** Opens backends by name. */

import type { Backend } from "./backend.ts";
import { DeviceError, ValueError } from "./errors.ts";
import { ReferenceBackend } from "./reference/backend.ts";
import { WasmBackend } from "./wasm/backend.ts";
import { WebGPUBackend } from "./webgpu/backend.ts";

/** What backends are called; `"auto"` is a graphics card that computes rightly, or else the processor. */
export type BackendName = "wasm" | "blas" | "reference" | "webgpu" | "auto";

/** How a backend is to be opened. */
export interface OpenOptions {
  /**
   * Threads of the processor that compute, with the one that calls; by default as many as it runs at once. Only for
   * `"wasm"`, `"blas"` and `"auto"`.
   */
  readonly threads?: number;
}

type Opener = (options: OpenOptions) => Backend | Promise<Backend>;

const OPENERS: Record<BackendName, Opener> = {
  /** The processor: WebAssembly with SIMD, float32. */
  wasm: openDefault,
  /** The processor with the matrix products of OpenBLAS or Accelerate, which takes `--allow-ffi`: float32. */
  blas: openBlas,
  /** The processor: plain TypeScript, float64; slow and right. */
  reference: ({ threads }) => {
    refuseThreads("reference", threads);
    return new ReferenceBackend();
  },
  /** The graphics card, or software that computes like one: float32. */
  webgpu: ({ threads }) => {
    refuseThreads("webgpu", threads);
    return WebGPUBackend.open();
  },
  /** The fastest that there is. */
  auto: openFastest,
};

/**
 * Opens a backend of its own: it shares no memory with others of the same name.
 *
 * @throws {ValueError} if there is no backend of that name, or it cannot have so many threads.
 * @throws {DeviceError} of kind `"unavailable"` if its device cannot be opened.
 */
export async function openBackend(
  name: BackendName,
  options: OpenOptions = {},
): Promise<Backend> {
  if (!Object.hasOwn(OPENERS, name)) {
    const known = Object.keys(OPENERS).map((known) => `"${known}"`).join(", ");
    throw new ValueError(
      `Cannot open a backend: expected one of ${known}, received ${
        JSON.stringify(name)
      }`,
    );
  }
  const { threads } = options;
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
    throw new ValueError(
      `Cannot open a backend: expected a whole number of threads from 1 on, received ${threads}`,
    );
  }
  return await OPENERS[name](options);
}

/** The processor's backend, which opens without waiting. */
export function openDefault(options: OpenOptions = {}): Backend {
  return new WasmBackend(options);
}

function refuseThreads(name: BackendName, threads?: number): void {
  if (threads === undefined) return;
  throw new ValueError(
    `Cannot open the backend "${name}": expected no number of threads, received ${threads}`,
  );
}

async function openFastest(options: OpenOptions): Promise<Backend> {
  try {
    return await WebGPUBackend.open({ allowSoftware: false });
  } catch (error) {
    if (error instanceof DeviceError) return openDefault(options);
    throw error;
  }
}

/** Loaded when it is asked for: the one backend that needs more of Deno than a browser has. */
async function openBlas(options: OpenOptions): Promise<Backend> {
  return (await import("./blas/mod.ts")).openBlas(options);
}

/** Opens backends by name. */

import { checkFlag } from "../config/arguments.ts";
import { checkOptions } from "../config/options.ts";
import { quote } from "../config/quote.ts";
import type { Backend } from "./backend.ts";
import { DeviceError, ValueError } from "../config/errors.ts";
import { FusingBackend } from "./fusing/backend.ts";
import { WasmBackend } from "./wasm/backend.ts";

/** What backends are called; `"auto"` is a graphics card that computes rightly, or else the processor. */
export type BackendName = "wasm" | "blas" | "reference" | "webgpu" | "auto";

/** How a backend is to be opened. */
export interface OpenOptions {
  /**
   * Whether calls are written down and fused before they run; true if not given. Without it each kernel runs when it is
   * called, which helps to find out which one fails or takes its time.
   */
  readonly fuse?: boolean;
  /**
   * Threads of the processor that compute, with the one that calls; by default as many as it runs at once. Only for
   * `"wasm"`, `"blas"` and `"auto"`.
   */
  readonly threads?: number;
  /**
   * Whether it is kept which line asked for each kernel, so that an error of a kernel that ran later tells it; false if
   * not given. `"webgpu"` also submits each kernel on its own and checks it, so that an error of the device tells its
   * name and shapes. Slow.
   */
  readonly debug?: boolean;
}

type Opener = (options: OpenOptions) => Backend | Promise<Backend>;

// All but the default are loaded when they are asked for: importing the library is reading its files.
const OPENERS: Record<BackendName, Opener> = {
  /** The processor: WebAssembly with SIMD, float32. */
  wasm: ({ threads }) => new WasmBackend({ threads }),
  /** The processor with the matrix products of OpenBLAS or Accelerate, which takes `--allow-ffi`: float32. */
  blas: openBlas,
  /** The processor: plain TypeScript, float64; slow and right. */
  reference: async ({ threads }) => {
    refuseThreads("reference", threads);
    const { ReferenceBackend } = await import("./reference/backend.ts");
    return new ReferenceBackend();
  },
  /** The graphics card, or software that computes like one: float32. */
  webgpu: async ({ threads, debug }) => {
    refuseThreads("webgpu", threads);
    return await openWebGPU({ debug });
  },
  /** The fastest that there is. */
  auto: openFastest,
};

/**
 * Opens a backend of its own: it shares no memory with others of the same name.
 *
 * @throws {ValueError} if there is no backend of that name, or it cannot have so many threads.
 * @throws {TypeError} if there is no such option.
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
        quote(name)
      }`,
    );
  }
  checkOpenOptions(options);
  const { fuse = true, debug } = options;
  const backend = await OPENERS[name](options);
  return fuse ? new FusingBackend(backend, { debug }) : backend;
}

/** The processor's backend, which opens without waiting. */
export function openDefault(): Backend {
  return new FusingBackend(new WasmBackend());
}

/**
 * Refuses options with which no backend can be opened.
 *
 * @throws {TypeError} if there is no such option, or it is of another kind.
 * @throws {ValueError} if there cannot be so many threads.
 */
export function checkOpenOptions(options: OpenOptions): void {
  const action = "open a backend";
  checkOptions(action, options, ["fuse", "threads", "debug"]);
  const { threads, fuse, debug } = options;
  checkFlag(action, "fuse", fuse);
  checkFlag(action, "debug", debug);
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
    throw new ValueError(
      `Cannot open a backend: expected a whole number of threads from 1 on, received ${
        quote(threads)
      }`,
    );
  }
}

function refuseThreads(name: BackendName, threads?: number): void {
  if (threads === undefined) return;
  throw new ValueError(
    `Cannot open the backend "${name}": expected no number of threads, received ${threads}`,
  );
}

async function openFastest({ threads, debug }: OpenOptions): Promise<Backend> {
  try {
    return await openWebGPU({ allowSoftware: false, debug });
  } catch (error) {
    if (error instanceof DeviceError) return new WasmBackend({ threads });
    throw error;
  }
}

async function openWebGPU(
  options: { debug?: boolean; allowSoftware?: boolean },
): Promise<Backend> {
  const { WebGPUBackend } = await import("./webgpu/backend.ts");
  return await WebGPUBackend.open(options);
}

async function openBlas({ threads }: OpenOptions): Promise<Backend> {
  const { BlasBackend } = await import("./blas/backend.ts");
  return new BlasBackend({ threads });
}

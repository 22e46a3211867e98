/** One test per backend. */

import { setBackend } from "@decograd/decograd";
import type { Backend } from "../../backends/backend.ts";
import { FusingBackend } from "../../backends/fusing/backend.ts";
import {
  BACKEND_NAMES,
  type BackendName,
  openBackend,
} from "../../backends/mod.ts";
import { CheckedBackend } from "./checked_backend.ts";
import { testOn } from "./missing_backend.ts";
import { holdTensors } from "./own_memory.ts";
import { thorough } from "./thorough.ts";

/** The default is last, so that it is the one that stays in use. */
const NAMES = BACKEND_NAMES.filter((name) => name !== "auto").reverse();

/** A backend of its own that fuses, and whose every kernel is held to the contract. */
export async function openChecked(name: BackendName): Promise<Backend> {
  const inner = await openBackend(name, { fuse: false });
  return new FusingBackend(new CheckedBackend(inner));
}

/** Which backends take part beside those that always do. */
interface EachOptions {
  readonly onWebGPU?: boolean;
  readonly onBlas?: boolean;
}

/** As `forEachBackend`, for what neither multiplies matrices nor convolves: blas is the processor, too, and computes all else by the kernels of wasm. */
export function forEachDevice(
  name: string,
  fn: (backend: Backend) => void | Promise<void>,
  options: EachOptions = {},
): void {
  forEachBackend(name, fn, { onBlas: thorough(), ...options });
}

/**
 * Makes one test per backend, in which new tensors live on a backend of its own: no test sees the memory of another,
 * and every call of a kernel is held to the contract. The graphics card's, which software in its place computes slowly, is
 * among them with `onWebGPU`.
 */
export function forEachBackend(
  name: string,
  fn: (backend: Backend) => void | Promise<void>,
  { onWebGPU = false, onBlas = true }: EachOptions = {},
): void {
  for (const backend of NAMES) {
    if (backend === "webgpu" && !onWebGPU) continue;
    if (backend === "blas" && !onBlas) continue;
    testOn(backend, `${name} (${backend})`, async () => {
      const opened = await setBackend(await openChecked(backend));
      using _hold = holdTensors();
      try {
        await fn(opened);
      } finally {
        // A device is never collected as garbage in time.
        if (backend === "webgpu") opened[Symbol.dispose]();
      }
    });
  }
}

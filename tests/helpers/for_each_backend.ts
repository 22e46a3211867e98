/** One test per backend. */

import { setBackend } from "@decograd/decograd";
import type { Backend } from "../../backends/backend.ts";
import { type BackendName, openBackend } from "../../backends/mod.ts";
import { FusingBackend } from "../../backends/fusing/backend.ts";
import { missingBlas } from "./blas.ts";
import { CheckedBackend } from "./checked_backend.ts";
import { missingWebGPU } from "./webgpu.ts";

/** The fast one that every machine has is last, so that it is the one that stays in use. */
const PROCESSOR: readonly BackendName[] = ["reference", "blas", "wasm"];
const ALL: readonly BackendName[] = ["reference", "webgpu", "blas", "wasm"];
/** Why a device is missing. */
const MISSING: Readonly<Partial<Record<BackendName, string>>> = {
  blas: missingBlas,
  webgpu: missingWebGPU,
};

/** A backend of its own that fuses, and whose every kernel is held to the contract. */
export async function openChecked(name: BackendName): Promise<Backend> {
  const inner = await openBackend(name, { fuse: false });
  return new FusingBackend(new CheckedBackend(inner));
}

/**
 * Makes one test per backend, in which new tensors live on a backend of its own: no test sees the memory of another,
 * and every call of a kernel is held to the contract. The backends are those of the processor, and with `onWebGPU` the graphics card's, which software in its place computes
 * slowly. Where the device is missing the test is ignored and its name says why.
 */
export function forEachBackend(
  name: string,
  fn: (backend: Backend) => void | Promise<void>,
  { onWebGPU = false }: { onWebGPU?: boolean } = {},
): void {
  for (const backend of onWebGPU ? ALL : PROCESSOR) {
    const missing = MISSING[backend];
    Deno.test({
      name: `${name} (${backend}${missing ? `: ${missing}` : ""})`,
      ignore: missing !== undefined,
      fn: async () => {
        const opened = await setBackend(await openChecked(backend));
        try {
          await fn(opened);
        } finally {
          // A device is never collected as garbage in time.
          if (backend === "webgpu") opened[Symbol.dispose]();
        }
      },
    });
  }
}

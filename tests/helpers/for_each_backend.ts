/** One test per backend. */

import { setBackend } from "@decograd/decograd";
import type { Backend } from "../../backends/backend.ts";
import { type BackendName, openBackend } from "../../backends/mod.ts";

/** The fast one is last, so that it is the one that stays in use. */
const NAMES: readonly BackendName[] = ["reference", "wasm"];

/** A backend's name, and why it is missing if it is. */
interface Probe {
  readonly name: BackendName;
  readonly missing?: string;
}

const PROBES = await Promise.all(NAMES.map(probe));

/**
 * Makes one test per backend, in which new tensors live on a backend of its own: no test sees
 * the memory of another. Where the device is missing the test is
 * ignored and its name says why.
 */
export function forEachBackend(
  name: string,
  fn: (backend: Backend) => void | Promise<void>,
): void {
  for (const { name: backend, missing } of PROBES) {
    Deno.test({
      name: `${name} (${backend}${missing ? `: ${missing}` : ""})`,
      ignore: missing !== undefined,
      fn: async () => await fn(await setBackend(await openBackend(backend))),
    });
  }
}

async function probe(name: BackendName): Promise<Probe> {
  try {
    using _backend = await openBackend(name);
    return { name };
  } catch (error) {
    return { name, missing: (error as Error).message };
  }
}

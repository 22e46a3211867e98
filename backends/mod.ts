/** Opens backends by name. */

import { nearest } from "../config/options.ts";
import { quote, ValueError } from "../config/errors.ts";
import type { Backend } from "./backend.ts";
import type {
  BackendInfo,
  BackendName,
  Backends,
  OpenOptions,
} from "./names.ts";
import { fusing, type Opener, readOpenOptions } from "./opening.ts";
import { WasmBackend } from "./wasm/backend.ts";

export type { BackendInfo, BackendName, OpenOptions } from "./names.ts";

// All but the default are loaded when they are asked for: importing the library is reading its files.
const OPENERS: {
  readonly [Name in BackendName]: () =>
    | Opener<Backends[Name]["options"]>
    | Promise<Opener<Backends[Name]["options"]>>;
} = {
  wasm: () => WasmBackend,
  blas: async () => (await import("./blas/backend.ts")).BlasBackend,
  reference: async () =>
    (await import("./reference/backend.ts")).ReferenceBackend,
  webgpu: async () => (await import("./webgpu/backend.ts")).WebGPUBackend,
  auto: async () => (await import("./auto.ts")).auto,
};

/** The names of all backends. */
export const BACKEND_NAMES = Object.keys(OPENERS) as readonly BackendName[];

/** A backend that was opened by name. */
export interface OpenBackend<Name extends BackendName> extends Backend {
  info(): BackendInfo<Name>;
}

/** A backend that is yet to be opened. */
export interface BackendChoice<Name extends BackendName> {
  /** Its options as they were read, with those that were not given. */
  readonly options: object;
  /** Opens one that shares no memory with others. */
  open(): Promise<OpenBackend<Name>>;
}

/**
 * Reads the options with which a backend is to be opened.
 *
 * @throws {ValueError} if there is no backend of that name, or an option has a value that is not allowed.
 * @throws {TypeError} if it has no such option.
 */
export async function chooseBackend<Name extends BackendName>(
  name: Name,
  options: OpenOptions<Name> = {},
): Promise<BackendChoice<Name>> {
  if (!Object.hasOwn(OPENERS, name)) throw unknown(name);
  const opener: Opener<Backends[Name]["options"]> = await OPENERS[name]();
  const read = readOpenOptions(name, opener, options);
  const open = async () =>
    fusing(await opener.open(read), read) as OpenBackend<Name>;
  return { options: read, open };
}

/**
 * Opens a backend of its own: it shares no memory with others of the same name.
 *
 * @throws {ValueError} if there is no backend of that name, or an option has a value that is not allowed.
 * @throws {TypeError} if it has no such option.
 * @throws {DeviceError} of kind `"unavailable"` if its device cannot be opened.
 */
export async function openBackend<Name extends BackendName>(
  name: Name,
  options?: OpenOptions<Name>,
): Promise<OpenBackend<Name>> {
  const { open } = await chooseBackend(name, options);
  return await open();
}

/** The processor's backend, which opens without waiting, and its options. */
export function openDefault(): { backend: Backend; options: object } {
  const options = readOpenOptions("wasm", WasmBackend, {});
  return { backend: fusing(WasmBackend.open(options), options), options };
}

function unknown(name: string): ValueError {
  const [meant] = nearest(name, BACKEND_NAMES);
  return new ValueError(
    `Cannot open a backend: expected one of ${
      BACKEND_NAMES.map(quote).join(", ")
    }, received ${quote(name)}${
      meant === undefined ? "" : ` (did you mean ${quote(meant)}?)`
    }`,
  );
}

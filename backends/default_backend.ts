/** The backend that new tensors live on. */

import { quote, ValueError } from "../config/errors.ts";
import { checkArgumentCount, isOptions } from "../config/options.ts";
import { keepSession } from "../config/session.ts";
import type { Backend } from "./backend.ts";
import { type BackendChoice, chooseBackend, openDefault } from "./mod.ts";
import type { BackendInfo, BackendName, OpenOptions } from "./names.ts";

let current: Backend | undefined;
// Opened once each: tensors made before and after a change there and back are on one backend.
const opened = new Map<string, Backend>();

/**
 * The backend that new tensors are made on: the CPU's, unless `setBackend` chose another.
 * @category Backends
 */
export function getBackend(): Backend {
  checkArgumentCount("get the backend", arguments, 0);
  return current ??= usable(keyOf("wasm")) ?? openFirst();
}

function openFirst(): Backend {
  const { backend, options } = openDefault();
  remember(keyOf("wasm", options), backend);
  return remember(keyOf("wasm"), backend);
}

/** Backends of one name that are opened otherwise are others: by the options as given, and as they are read. */
function keyOf(name: string, options: object = {}): string {
  const given = Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([option, value]) => `${option}: ${quote(value)}`);
  return [name, ...given.sort()].join();
}

function remember(key: string, backend: Backend): Backend {
  opened.set(key, backend);
  // What lies on it, such as weights, would be lost with the session.
  keepSession();
  return backend;
}

function usable(key: string): Backend | undefined {
  const backend = opened.get(key);
  return backend?.closed ? undefined : backend;
}

async function open(
  name: BackendName,
  options?: OpenOptions,
): Promise<Backend> {
  const choice = await chooseBackend(name, options);
  const backend = usable(keyOf(name, choice.options)) ??
    (name === "auto"
      ? await openAuto(choice)
      : shared(keyOf(name, choice.options), await choice.open()));
  return remember(keyOf(name, options), backend);
}

/** What "auto" opens may be open under its own name. */
async function openAuto(
  { options, open }: BackendChoice<BackendName>,
): Promise<Backend> {
  const backend = await open();
  const { threads, ...common }: OpenOptions<"auto"> = options;
  const own =
    await (backend.name === "wasm"
      ? chooseBackend("wasm", { threads, ...common })
      : chooseBackend("webgpu", common));
  return shared(keyOf(backend.name, own.options), backend);
}

/** One that has just been opened, unless another was opened meanwhile. */
function shared(key: string, backend: Backend): Backend {
  const same = usable(key);
  if (!same) return remember(key, backend);
  backend[Symbol.dispose]();
  return same;
}

/**
 * Chooses the backend on which new tensors live, by name; it is opened at the first time, and again where the device was lost.
 * One that is opened with other options is another backend; what is not given counts as its default. Tensors and variables made
 * before stay where they are; mixing tensors of two backends in one op is an error. The options are those of the backend:
 * `OpenOptions<"webgpu">`.
 *
 * @throws {ValueError} if there is no backend of that name, an option has a value that is not allowed, or options are given
 * for an open backend.
 * @throws {TypeError} if it is neither a name nor a backend, or it has no such option.
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
 *
 * @category Backends
 */
export async function setBackend<Name extends BackendName>(
  backend: Name | Backend,
  options?: OpenOptions<Name>,
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
  const isKnown = options === undefined || isOptions(options);
  return current = (isKnown ? usable(keyOf(backend, options)) : undefined) ??
    await open(backend, options);
}

/**
 * What the backend in use tells about itself. Where `name` is `"wasm"` that is the threads that compute by now; where it is
 * `"webgpu"`, the adapter, whether that is software, its limits and features, and counts of what it has done so far.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assert, assertEquals } from "@std/assert";
 *
 * await dg.setBackend("wasm");
 * using x = dg.zeros([4]);
 * const info = dg.backendInfo();
 * assertEquals(info.bytesInUse, x.size * 4);
 * if (info.name === "wasm") assert(info.threads >= 1);
 * ```
 *
 * @category Backends
 */
export function backendInfo(): BackendInfo {
  checkArgumentCount("tell about the backend", arguments, 0);
  const backend = getBackend();
  const { name, bytesInUse } = backend;
  return (backend.info?.() ?? { name, bytesInUse }) as BackendInfo;
}

/**
 * Refuses what is no open backend.
 *
 * @throws {TypeError} if it is none.
 */
export function checkBackend(
  action: string,
  backend: unknown,
): asserts backend is Backend {
  const { alloc, elementwise } = (backend ?? {}) as Partial<Backend>;
  if (typeof alloc === "function" && typeof elementwise === "function") return;
  throw new TypeError(
    `Cannot ${action}: expected a backend that is open, received ${
      quote(backend)
    }`,
  );
}

/** Which backends the machine that runs the tests has. */

import {
  BACKEND_NAMES,
  type BackendName,
  openBackend,
} from "../../backends/mod.ts";
import { DeviceError } from "../../config/errors.ts";
import { isRequired } from "./required.ts";

/** Why a backend is missing, by its name; undefined where it is there. */
export const MISSING: Readonly<Partial<Record<BackendName, string>>> = Object
  .fromEntries(
    await Promise.all(
      BACKEND_NAMES.map(async (name) => [name, await reasonOf(name)]),
    ),
  );

/** Whether WebGPU is software here, which takes minutes for what a graphics card does in a second. */
export const webgpuIsSoftware: boolean =
  (await navigator.gpu?.requestAdapter())?.info.isFallbackAdapter ?? false;

/** Makes a test of a backend; where that is missing, the test is ignored and its name says why. */
export function testOn(
  backend: BackendName,
  name: string,
  fn: () => void | Promise<void>,
  options: { readonly ignore?: boolean } = {},
): void {
  const missing = MISSING[backend];
  if (missing === undefined) Deno.test(name, options, fn);
  else Deno.test(`${name} (${missing})`, { ignore: true }, fn);
}

async function reasonOf(name: BackendName): Promise<string | undefined> {
  try {
    using _backend = await openBackend(name);
    return undefined;
  } catch (error) {
    if (!(error instanceof DeviceError) || isRequired(name)) throw error;
    return error.message;
  }
}

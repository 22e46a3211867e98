/**
 * The libraries that we are compared with, fetched from npm when a benchmark runs and never before: their names are put
 * together at run time, so that neither type checks nor the tests look for them. A pack brings them as bundles.
 */

/** What can be loaded: packages of npm by what they are called here. */
export const LIBRARIES = {
  "tfjs": "@tensorflow/tfjs@4.22.0",
  "tfjs-wasm": "@tensorflow/tfjs-backend-wasm@4.22.0",
  "tfjs-webgpu": "@tensorflow/tfjs-backend-webgpu@4.22.0",
  "jax-js": "@jax-js/jax@0.1.25",
  "onnxruntime": "onnxruntime-node@1.30.0",
} as const;

/** The name of a library. */
export type Library = keyof typeof LIBRARIES;

/** Those that a pack brings. */
export const PACKED: readonly Library[] = ["tfjs", "tfjs-webgpu", "jax-js"];
/** The folder of a pack's bundles, beside our own. */
export const BUNDLES = "libraries";

/** A library's version. */
export function versionOf(library: Library): string {
  return LIBRARIES[library].split("@").at(-1)!;
}

/** A library's module, which the caller describes as far as it is used. */
export async function load<T>(library: Library): Promise<T> {
  const inPack = import.meta.url.endsWith(".js");
  const specifier = inPack
    ? new URL(`./${BUNDLES}/${library}.js`, import.meta.url).href
    : `npm:${LIBRARIES[library]}`;
  return await import(specifier) as T;
}

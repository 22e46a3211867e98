/** Memory in which only a test itself takes and frees. */

import { setBackend } from "@decograd/decograd";
import { collected } from "../../autograd/storage.ts";
import type { Backend } from "../../backends/backend.ts";
import { type BackendName, openBackend } from "../../backends/mod.ts";

/** Holds every tensor until somebody disposes of it: the garbage collector, which comes when it likes, frees none. */
export function holdTensors(): Disposable {
  const held = new Map<WeakKey, WeakKey>();
  const { register, unregister } = collected;
  collected.register = (tensor, storage, token) => {
    if (token) held.set(token, tensor);
    register.call(collected, tensor, storage, token);
  };
  collected.unregister = (token) => {
    held.delete(token);
    return unregister.call(collected, token);
  };
  return {
    [Symbol.dispose]: () => Object.assign(collected, { register, unregister }),
  };
}

/** A backend of its own in use, so that what other tests have left is not counted, and a hold on its tensors. */
export async function ownMemory(
  name: BackendName = "wasm",
): Promise<AsyncDisposable & { readonly backend: Backend }> {
  const backend = await setBackend(await openBackend(name));
  const hold = holdTensors();
  return {
    backend,
    [Symbol.asyncDispose]: async () => {
      hold[Symbol.dispose]();
      await setBackend("wasm");
    },
  };
}

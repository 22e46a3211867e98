/** Memory behind the addresses that 32 bits have. */

import type { WasmBackend } from "../../backends/wasm/backend.ts";

/** Takes the first 5 GiB of a backend, which nobody touches, so that all that comes lies behind them. */
export function beyond4GiB<One extends WasmBackend>(backend: One): One {
  for (let i = 0; i < 5; i++) {
    backend.alloc(2 ** 30 / Float32Array.BYTES_PER_ELEMENT);
  }
  return backend;
}

/** The fastest backend that there is. */

import { DeviceError } from "../config/errors.ts";
import type { Backends } from "./names.ts";
import type { Opener } from "./opening.ts";
import { WasmBackend } from "./wasm/backend.ts";

/** A graphics card that computes rightly, or else the processor, for which the number of threads is. */
export const auto: Opener<Backends["auto"]["options"]> = {
  options: { threads: WasmBackend.options.threads },
  async open({ threads, debug }) {
    const { WebGPUBackend } = await import("./webgpu/backend.ts");
    try {
      return await WebGPUBackend.open({ allowSoftware: false, debug });
    } catch (error) {
      if (error instanceof DeviceError) return WasmBackend.open({ threads });
      throw error;
    }
  },
};

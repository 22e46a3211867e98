/** Tests that have a graphics card's backend of their own, or software in its place. */

import { WebGPUBackend } from "../../../backends/webgpu/backend.ts";
import { testOn } from "../../helpers/missing_backend.ts";

/** Makes a test; it is ignored where there is no device. */
export function testOnDevice(
  name: string,
  fn: (backend: WebGPUBackend) => Promise<void>,
): void {
  testOn("webgpu", name, async () => {
    using backend = await WebGPUBackend.open();
    await fn(backend);
  });
}

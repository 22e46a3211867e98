/** Whether tests can have a WebGPU device. */

import { openBackend } from "../../backends/mod.ts";

/** With this set to 1 a missing device is a failure. */
const REQUIRED = "DECOGRAD_REQUIRE_WEBGPU";

/** Why there is no device, or undefined if there is one. */
export const missingWebGPU: string | undefined = await findMissing();

async function findMissing(): Promise<string | undefined> {
  try {
    using _backend = await openBackend("webgpu");
    return undefined;
  } catch (error) {
    const state = await Deno.permissions.query({
      name: "env",
      variable: REQUIRED,
    });
    if (state.state === "granted" && Deno.env.get(REQUIRED) === "1") {
      throw error;
    }
    return (error as Error).message;
  }
}

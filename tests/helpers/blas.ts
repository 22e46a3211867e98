/** Whether tests can have a BLAS. */

import { openBlas } from "../../backends/blas/mod.ts";
import { DeviceError } from "../../config/errors.ts";

/** Why there is none, or undefined if there is one. */
export const missingBlas: string | undefined = findMissing();

function findMissing(): string | undefined {
  try {
    using _backend = openBlas();
    return undefined;
  } catch (error) {
    if (error instanceof DeviceError) return error.message;
    throw error;
  }
}

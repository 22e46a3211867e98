/** Memory of a device. */

import type { DType } from "./dtype.ts";

/**
 * Device memory; its contents are its backend's own business.
 * @category Backends
 */
export interface Buffer {
  /** Bytes that it takes on the device. */
  readonly byteLength: number;
  /** What its elements are; float32 where it does not say. */
  readonly dtype?: DType;
}

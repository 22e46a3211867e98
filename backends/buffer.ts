/** Memory of a device. */

/**
 * Device memory; its contents are its backend's own business.
 * @category Backends
 */
export interface Buffer {
  /** Bytes that it takes on the device. */
  readonly byteLength: number;
}

/** Memory of a device. */

/** Device memory; what lies in it is its backend's own business. */
export interface Buffer {
  /** Bytes that it takes on the device. */
  readonly byteLength: number;
}

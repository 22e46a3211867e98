/** What a backend tells about itself. */

/** A backend's device and what it has done so far. */
export interface BackendInfo {
  /** The backend's name. */
  readonly name: string;
  /** Bytes allocated and not yet freed. */
  readonly bytesInUse: number;
  /** Threads of the processor that compute by now, with the one that calls; further ones start with large work. */
  readonly threads?: number;
  /** What the device calls itself. */
  readonly adapter?: string;
  /** Whether the device is software that computes like a graphics card. */
  readonly isSoftware?: boolean;
  /** The device's limits, by WebGPU's names. */
  readonly limits?: Readonly<Record<string, number>>;
  /** The device's features, by WebGPU's names. */
  readonly features?: readonly string[];
  /** Whether results are read without waiting for a timer. */
  readonly readsAtOnce?: boolean;
  /** Kernels recorded. */
  readonly dispatches?: number;
  /** Batches of kernels submitted. */
  readonly submits?: number;
  /** Kernels compiled. */
  readonly pipelines?: number;
  /** Sets of buffers bound. */
  readonly bindGroups?: number;
  /** Buffers made on the device, whether in use or not. */
  readonly buffers?: number;
}

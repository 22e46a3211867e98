/** How long the kernels of a device take. */

/**
 * A device's own clock, while kernels are timed by it.
 * @category Backends
 */
export interface KernelTimer {
  /** How many stretches of work have been handed over; a kernel may be several. */
  readonly count: number;
  /** Ends it; gives when each began and ended, in milliseconds from the first, once all are done. */
  stop(): Promise<readonly (readonly [begin: number, end: number])[]>;
}

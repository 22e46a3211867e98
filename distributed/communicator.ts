/** What exchanges elements between processes. */

import type { HostElements } from "./elements.ts";

/**
 * How elements are joined one by one.
 *
 * @category Several processes
 */
export type Join = "sum" | "max" | "min";

/**
 * Exchanges elements, in place and in the order of the calls, which has to be the same on all processes.
 *
 * @category Several processes
 */
export interface Communicator {
  /** The number of this process, from 0. */
  readonly rank: number;
  /** How many processes there are. */
  readonly size: number;

  /**
   * Waits until all processes are about to do the same, as `what` says.
   *
   * @throws {ValueError} if one is about to do something else, or this process has left.
   * @throws {DeviceError} of kind `"lost"` if one does not come.
   */
  meet(what: string): void;

  /**
   * Begins to join elements with those at the same places of the other processes; gives what to wait for. Until then they
   * are not to be touched, nor to be moved: they lie in memory that is shared, or that of a WebAssembly module.
   */
  allReduce(elements: HostElements, join: Join): readonly number[];

  /** Waits for what has begun; `what` is what errors call it. */
  end(tickets: readonly number[], what: string): void;

  /** Replaces elements by those of the process `root`. */
  broadcast(elements: HostElements, root: number): void;

  /** The elements of all processes, in the order of ranks. */
  allGather(elements: HostElements): HostElements;

  /** Leaves, once all do. */
  finish(): void;
}

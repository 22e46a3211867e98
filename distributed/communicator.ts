/** What exchanges elements between processes. */

import { quote } from "../config/errors.ts";
import type { HostElements } from "./elements.ts";

/**
 * How elements are joined one by one.
 *
 * @category Several processes
 */
export type Join = "sum" | "max" | "min";

/**
 * An exchange that has begun.
 *
 * @category Several processes
 */
export interface Pending {
  /**
   * Waits until it is done.
   *
   * @throws {ValueError} if a process has called something else; then nothing was exchanged.
   * @throws {DeviceError} of kind `"lost"` if one does not come.
   */
  end(): void;
}

/**
 * Exchanges elements, in place and in the order of the calls. Before each exchange the processes meet: each says `what` it
 * is about to do, and it is done if all say the same. Errors are those of `Pending.end`, and a `ValueError` if this process
 * has left.
 *
 * @category Several processes
 */
export interface Communicator {
  /** The number of this process, from 0. */
  readonly rank: number;
  /** How many processes there are. */
  readonly size: number;

  /** Waits until all processes are about to do the same. */
  meet(what: string): void;

  /**
   * Begins to join elements with those at the same places of the other processes. Until that has ended they are not to be
   * touched, nor to be moved: they lie in memory that is shared, or that of a WebAssembly module.
   */
  allReduce(what: string, elements: HostElements, join: Join): Pending;

  /** Replaces elements by those of the process `root`. */
  broadcast(what: string, elements: HostElements, root: number): void;

  /** The elements of all processes, in the order of ranks. */
  allGather(what: string, elements: HostElements): HostElements;

  /** Leaves, once all do. */
  finish(): void;
}

const CALLS = ["meet", "allReduce", "broadcast", "allGather", "finish"];

/** Refuses what is neither a communicator nor `null`. */
export function checkCommunicator(action: string, value: unknown): void {
  if (value === null) return;
  const { rank, size } = Object(value);
  const isOne = Number.isSafeInteger(rank) && Number.isSafeInteger(size) &&
    rank >= 0 && rank < size &&
    CALLS.every((call) => typeof Object(value)[call] === "function");
  if (isOne) return;
  throw new TypeError(
    `Cannot ${action}: expected a communicator, or null for this process alone (init gives the group of a job), received ${
      quote(value)
    }`,
  );
}

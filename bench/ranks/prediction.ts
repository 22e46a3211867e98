/** What a training step of several processes should take, from what one process takes and what lies between them. */

/** The line between two processes. */
export interface Link {
  /** Bytes a second. */
  readonly bandwidth: number;
  /** Seconds until the first byte comes. */
  readonly latency: number;
}

/** A training step of one process. */
export interface Measured {
  /** Seconds. */
  readonly seconds: number;
  /** Bytes of its gradients. */
  readonly bytes: number;
}

/** Bytes of a piece of gradients (`distributed/buckets.ts`). */
export const PIECE = 25 * 2 ** 20;
/** Which part of a step the backward pass takes: two products for one of the way forward. */
const BACKWARD = 2 / 3;

/** Seconds of a sum over a ring: each process sends each of `n` parts on, once to add it up and once to hand it out. */
export function ringSeconds(
  bytes: number,
  processes: number,
  { bandwidth, latency }: Link,
): number {
  const hops = 2 * (processes - 1);
  return hops * (latency + bytes / processes / bandwidth);
}

/**
 * Seconds of a step whose pieces of gradients travel one after the other, each from when the backward pass has made it: at
 * an even pace, and what does not fill a piece at its end.
 */
export function stepSeconds(
  { seconds, bytes }: Measured,
  processes: number,
  link: Link,
): number {
  if (processes === 1) return seconds;
  let free = 0;
  for (let sent = 0; sent < bytes;) {
    const piece = Math.min(PIECE, bytes - sent);
    sent += piece;
    const isMade = seconds * (1 - BACKWARD + BACKWARD * sent / bytes);
    free = Math.max(free, isMade) + ringSeconds(piece, processes, link);
  }
  return Math.max(seconds, free);
}

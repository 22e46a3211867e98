/** Kernels that are called again as before: what they did is captured, and replayed without planning. */

import { mix } from "../mix.ts";
import type { LinearMemory } from "./memory.ts";
import type { Job } from "./threads/jobs.ts";

/** Sums of calls remembered at most, and calls of each: kernels that differ in views and formulas alone have the same. */
const MOST_SUMS = 8192, CALLS_OF_A_SUM = 4;

/** Jobs, with the microseconds that they take on one thread and the bytes that each thread needs of its own. */
export interface Jobs {
  readonly jobs: readonly Job[];
  readonly work: number;
  readonly ownBytes: number;
}

/** A block of memory. */
export interface Block {
  readonly address: number;
  readonly bytes: number;
}

/** What a kernel does: jobs are run, and in between the calling thread writes by itself. */
type Step =
  | { readonly kind: "jobs"; readonly jobs: Jobs }
  | { readonly kind: "write"; readonly write: () => void };

/** What one call of a kernel did. */
export class Capture {
  /** What it did, in order. */
  readonly steps: Step[] = [];
  /** The scratch space that it took. */
  readonly scratch: Block[] = [];
  /** The tables that its jobs read, which are its own. */
  readonly tables: Block[] = [];

  /** Notes that scratch space was taken, perhaps not for the first time. */
  take(block: Block): void {
    const isKnown = this.scratch.some(({ address, bytes }) =>
      address === block.address && bytes === block.bytes
    );
    if (!isKnown) this.scratch.push(block);
  }
}

/** A call of a kernel: what it was called with, and what it did, once that is captured. */
class Call {
  readonly parts: readonly unknown[];
  capture?: Capture;
  /** Of which state of the caches. */
  state?: number;

  constructor(parts: readonly unknown[]) {
    // A copy: the list itself is seldom kept, and V8 should not learn otherwise (see config/young.ts).
    this.parts = parts.slice();
  }
}

/** What replaying needs. */
interface Device {
  readonly memory: LinearMemory;
  readonly run: (jobs: Jobs) => void;
}

/**
 * The captures of one memory. A call that is seen for the second time is captured, and from then on replayed. Tables and
 * modules to which a capture points live in caches; `state` changes when one of those lets go of something.
 */
export class Captures {
  readonly #device: Device;
  readonly #mostSums: number;
  /** By a sum of their numbers, the one made last at the end. */
  readonly #calls = new Map<number, Call[]>();
  #current: Capture | undefined;
  #isReplaying = false;

  /** No captures yet; calls of at most so many sums are remembered. */
  constructor(device: Device, mostSums = MOST_SUMS) {
    this.#device = device;
    this.#mostSums = mostSums;
  }

  /** The capture that is under way. */
  get current(): Capture | undefined {
    return this.#current;
  }

  /**
   * Does what `kernel` does. `parts` are all that it depends on, compared by identity, addresses among them; `stateOf` tells
   * the state of the caches.
   */
  run(
    parts: readonly unknown[],
    stateOf: () => number,
    kernel: () => void,
  ): void {
    const call = this.#callOf(parts);
    if (!call) return kernel();
    const { capture } = call;
    if (capture && call.state === stateOf() && this.#replay(capture)) return;
    this.#drop(call);
    this.#capture(call, stateOf, kernel);
  }

  /** Forgets all captures, and the one that is under way, unless one of them is at work; says whether it did. */
  clear(): boolean {
    if (this.#isReplaying) return false;
    this.#current = undefined;
    for (const calls of this.#calls.values()) {
      for (const call of calls) this.#drop(call);
    }
    this.#calls.clear();
    return true;
  }

  /** The same call as before; the first time there is none. */
  #callOf(parts: readonly unknown[]): Call | undefined {
    const sum = sumOf(parts), calls = this.#calls.get(sum);
    if (calls) {
      for (let i = 0; i < calls.length; i++) {
        if (isSame(calls[i].parts, parts)) return calls[i];
      }
      calls.push(new Call(parts));
      if (calls.length > CALLS_OF_A_SUM) this.#drop(calls.shift()!);
      return undefined;
    }
    this.#calls.set(sum, [new Call(parts)]);
    if (this.#calls.size > this.#mostSums) {
      const [[oldest, gone]] = this.#calls;
      this.#calls.delete(oldest);
      for (const call of gone) this.#drop(call);
    }
    return undefined;
  }

  #capture(call: Call, stateOf: () => number, kernel: () => void): void {
    const capture = this.#current = new Capture(), state = stateOf();
    try {
      kernel();
      if (this.#current === capture && stateOf() === state) {
        call.capture = capture;
        call.state = state;
      }
    } finally {
      this.#current = undefined;
      if (!call.capture) this.#release(capture.tables);
    }
  }

  #drop(call: Call): void {
    this.#release(call.capture?.tables ?? []);
    call.capture = undefined;
  }

  #replay({ steps, scratch }: Capture): boolean {
    const { memory, run } = this.#device;
    for (let i = 0; i < scratch.length; i++) {
      if (memory.claim(scratch[i].address, scratch[i].bytes)) continue;
      this.#release(scratch.slice(0, i));
      return false;
    }
    this.#isReplaying = true;
    try {
      for (const step of steps) {
        if (step.kind === "jobs") run(step.jobs);
        else step.write();
      }
    } finally {
      this.#isReplaying = false;
      this.#release(scratch);
    }
    return true;
  }

  #release(blocks: readonly Block[]): void {
    for (const { address, bytes } of blocks) {
      this.#device.memory.release(address, bytes);
    }
  }
}

/** A number that equal calls share. */
function sumOf(parts: readonly unknown[]): number {
  let sum = parts.length;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    if (typeof part === "number") sum = mix(sum, part);
  }
  return sum;
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

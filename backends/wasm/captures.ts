/** Kernels that are called again as before: what they did is captured, and replayed without planning. */

import type { LinearMemory } from "./memory.ts";
import type { Job } from "./threads/jobs.ts";

/** Captures kept at most. */
const MOST_KEPT = 4096;
/** Calls remembered of a key, the latest ones: memory that is swapped each step gives every other step the same addresses. */
const CALLS_OF_A_KEY = 4;

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

/** What a kernel does: scratch space is taken and given back, jobs are run, and the calling thread writes by itself. */
type Step =
  | { readonly kind: "take" | "give"; readonly block: Block }
  | { readonly kind: "jobs"; readonly jobs: Jobs }
  | { readonly kind: "write"; readonly write: () => void };

/** What one call of a kernel did. */
export class Capture {
  /** What it did, in order. */
  readonly steps: Step[] = [];
  /** The tables that its jobs read, which are its own. */
  readonly tables: Block[] = [];
  /** Whether the last block taken was always the first one given back, so that taking them again gives the same ones. */
  isNested = true;
  readonly #held: Block[] = [];

  /** Notes that scratch space was taken. */
  take(block: Block): void {
    this.#held.push(block);
    this.steps.push({ kind: "take", block });
  }

  /** Notes that it was given back. */
  give(block: Block): void {
    if (this.#held.pop()?.address !== block.address) this.isNested = false;
    this.steps.push({ kind: "give", block });
  }
}

/** A call of a kernel: what it was called with, and what it did, once that is captured. */
interface Call {
  readonly parts: readonly unknown[];
  capture?: Capture;
  /** Of which state of the caches. */
  state?: number;
}

/** What replaying needs. */
interface Device {
  readonly memory: LinearMemory;
  run(jobs: Jobs): void;
}

/**
 * The captures of one memory. A call that is seen for the second time is captured, and from then on replayed. Tables and
 * modules to which a capture points live in caches; `state` changes when one of those lets go of something.
 */
export class Captures {
  readonly #device: Device;
  readonly #calls = new WeakMap<object, Call[]>();
  readonly #kept = new Set<Call>();
  #current: Capture | undefined;

  /** No captures yet. */
  constructor(device: Device) {
    this.#device = device;
  }

  /** The capture that is under way. */
  get current(): Capture | undefined {
    return this.#current;
  }

  /**
   * Does what `kernel` does. `parts` are all that it depends on, compared by identity; `key` is one of them that lives no
   * longer than the calls come.
   */
  run(
    key: object,
    parts: readonly unknown[],
    stateOf: () => number,
    kernel: () => void,
  ): void {
    const call = this.#callOf(key, parts);
    if (!call) return kernel();
    const { capture } = call;
    if (capture && call.state === stateOf() && this.#replay(capture)) return;
    this.#drop(call);
    this.#capture(call, stateOf, kernel);
  }

  /** The same call as before; the first time there is none. */
  #callOf(key: object, parts: readonly unknown[]): Call | undefined {
    const calls = this.#calls.get(key);
    if (!calls) {
      this.#calls.set(key, [{ parts }]);
      return undefined;
    }
    const known = calls.find((call) => isSame(call.parts, parts));
    if (known) return known;
    calls.push({ parts });
    if (calls.length > CALLS_OF_A_KEY) this.#drop(calls.shift()!);
    return undefined;
  }

  #capture(call: Call, stateOf: () => number, kernel: () => void): void {
    const capture = this.#current = new Capture(), state = stateOf();
    try {
      kernel();
      if (capture.isNested && stateOf() === state) {
        call.capture = capture;
        call.state = state;
      }
    } finally {
      this.#current = undefined;
      if (call.capture) this.#keep(call);
      else this.#release(capture.tables);
    }
  }

  #keep(call: Call): void {
    this.#kept.add(call);
    if (this.#kept.size <= MOST_KEPT) return;
    const [oldest] = this.#kept;
    this.#drop(oldest);
  }

  #drop(call: Call): void {
    if (!this.#kept.delete(call)) return;
    this.#release(call.capture!.tables);
    call.capture = undefined;
  }

  #replay({ steps }: Capture): boolean {
    if (!this.#canTakeAgain(steps)) return false;
    const held: Block[] = [];
    try {
      for (const step of steps) {
        if (step.kind === "jobs") this.#device.run(step.jobs);
        else if (step.kind === "write") step.write();
        else this.#move(step.kind, step.block, held);
      }
    } finally {
      this.#release(held.reverse());
    }
    return true;
  }

  /** Whether the scratch space is free that a kernel took. */
  #canTakeAgain(steps: readonly Step[]): boolean {
    const held: Block[] = [];
    for (const step of steps) {
      if (step.kind === "jobs" || step.kind === "write") continue;
      if (this.#move(step.kind, step.block, held)) continue;
      this.#release(held.reverse());
      return false;
    }
    return true;
  }

  /** Takes a block or gives it back; whether it is the one that was meant. */
  #move(kind: "take" | "give", block: Block, held: Block[]): boolean {
    const { memory } = this.#device, { address, bytes } = block;
    if (kind === "give") {
      held.pop();
      memory.release(address, bytes);
      return true;
    }
    const taken = memory.allocate(bytes);
    held.push({ address: taken, bytes });
    return taken === address;
  }

  #release(blocks: readonly Block[]): void {
    for (const { address, bytes } of blocks) {
      this.#device.memory.release(address, bytes);
    }
  }
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

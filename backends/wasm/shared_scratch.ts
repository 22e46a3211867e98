/** Scratch space of lists of kernels, of which one runs at a time: they all use the same. */

import { type LinearMemory, sizeClass } from "./memory.ts";
import type { Block } from "./captures.ts";

/** Blocks that stay where they are, so that nothing else comes to lie where a replay writes. */
export class SharedScratch {
  readonly #memory: LinearMemory;
  readonly #idle: Block[] = [];

  /** Has no block yet. */
  constructor(memory: LinearMemory) {
    this.#memory = memory;
  }

  /** A block of at least so many bytes. */
  take(bytes: number): Block {
    const size = sizeClass(bytes);
    const at = this.#idle.findLastIndex((block) => block.bytes === size);
    if (at >= 0) return this.#idle.splice(at, 1)[0];
    return { address: this.#memory.allocate(size), bytes: size };
  }

  /** Takes a block back that is not used any more. */
  give(block: Block): void {
    this.#idle.push(block);
  }

  /** Gives all blocks that are not in use back to the memory. */
  clear(): void {
    for (const { address, bytes } of this.#idle.splice(0)) {
      this.#memory.release(address, bytes);
    }
  }
}

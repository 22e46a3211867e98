/** Blocks that still hold numbers which are written again and again, such as the scalars of formulas. */

import type { Block, Content } from "./block.ts";

/** The most numbers that are remembered as one. */
export const MOST_NUMBERS = 4;
/** The most blocks that are kept for what they hold, and contents that are remembered. */
const MOST_BLOCKS = 512, MOST_CONTENTS = 4096;

/** Free blocks by what they hold. */
export class Constants {
  readonly #contents = new Map<string, Content>();
  #blocks = 0;

  /** What is known of these numbers; undefined if they are no constant as far as one can tell, being new at least. */
  find(numbers: Float32Array): Content | undefined {
    const key = bitsOf(numbers), known = this.#contents.get(key);
    if (known) return known.isSpoiled ? undefined : known;
    if (this.#contents.size >= MOST_CONTENTS) this.#forget();
    this.#contents.set(key, { key, isSpoiled: false, blocks: [] });
    return undefined;
  }

  /** A block that holds it, if there is one: that which was made first, as equal steps need equal blocks. */
  take({ blocks }: Content): Block | undefined {
    if (blocks.length === 0) return undefined;
    this.#blocks--;
    const first = blocks.reduce((a, b) => a.id < b.id ? a : b);
    return blocks.splice(blocks.indexOf(first), 1)[0];
  }

  /** Keeps a block for what it holds; false if that is nothing, or there is no room. */
  keep(block: Block): boolean {
    const { content } = block;
    if (!content || content.isSpoiled || this.#blocks >= MOST_BLOCKS) {
      return false;
    }
    if (this.#contents.get(content.key) !== content) return false;
    content.blocks.push(block);
    this.#blocks++;
    return true;
  }

  /** Forgets what no free block holds. */
  #forget(): void {
    for (const [key, { blocks }] of this.#contents) {
      if (blocks.length === 0) this.#contents.delete(key);
    }
  }
}

/** What tells numbers from others: their bits, since 0 and -0 differ. */
function bitsOf({ buffer, byteOffset, length }: Float32Array): string {
  return new Uint32Array(buffer, byteOffset, length).join();
}

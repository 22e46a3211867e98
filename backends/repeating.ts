/** What a backend offers whose kernels can be run again, all of a list at once. */

import type { Buffer } from "./buffer.ts";

/**
 * Runs lists of kernels without calling each, where that has been done before. All memory is float32.
 * @category Backends
 */
export interface Repeating {
  /** Elements by which a part begins behind another at the least, whatever the length of that. */
  readonly alignment: number;
  /** A part of a buffer as one of its own, which is not freed; `offset` is a multiple of the alignment. */
  part(buffer: Buffer, offset: number, length: number): Buffer;
  /**
   * Does what `work` does, which calls kernels but for `gather`, `scatterAdd` and `random`, and calls the same ones whenever
   * `parts` are the same, by identity, and `buffers`, in which all operands lie, lie where they lay.
   */
  run(
    parts: readonly unknown[],
    buffers: readonly Buffer[],
    work: () => void,
  ): void;
}

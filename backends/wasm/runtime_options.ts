/** How a runtime is made. */

import type { Algorithm } from "./algorithm.ts";
import type { Natives } from "./natives.ts";

/** Rows and columns that the micro-kernel of products keeps in registers (see kernels/gemm/tile.ts). */
export type TileName = "4x8" | "6x8" | "8x8" | "4x16";

/** Memories by how long their addresses are. */
export const MEMORY_NAMES = ["32-bit", "64-bit"] as const;
/** The name of one. */
export type MemoryName = typeof MEMORY_NAMES[number];

/** Options of a runtime. */
export interface RuntimeOptions {
  /** Most bytes of its memory. */
  readonly maximumBytes?: number;
  /** How long addresses are; 32 bits unless given. */
  readonly memory?: MemoryName;
  /** Whether multiplying and adding may be one instruction, where that exists. */
  readonly relaxedMadd?: boolean;
  /** Threads at most, with the one that calls; as many as the processor runs at once unless given. */
  readonly threads?: number;
  /** Milliseconds without any sign of a thread after which it counts as dead; 10,000 unless given. */
  readonly patience?: number;
  /** The algorithm that convolutions prefer, so that tests reach each one. */
  readonly algorithm?: Algorithm;
  /** The micro-kernel's tile; found by a trial unless given. */
  readonly tile?: TileName;
  /** Functions from outside WebAssembly that kernels call. */
  readonly natives?: Natives;
}

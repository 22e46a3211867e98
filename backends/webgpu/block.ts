/** Pieces of the GPU's memory, and what they hold. */

/** One `GPUBuffer`; the same block serves many buffers, one after the other. */
export interface Block {
  readonly raw: GPUBuffer;
  /** Tells blocks apart in keys of caches. */
  readonly id: number;
  /** The batch of commands that used it last. */
  batch: number;
  /** What it holds, where it is known and worth to be found again. */
  content: Content | undefined;
  /** Whether the device could not make it. */
  isBroken: boolean;
}

/** Numbers that have been written. */
export interface Content {
  /** Their bits. */
  readonly key: string;
  /** Whether a kernel has written over them: then they were where something begins, and no constant. */
  isSpoiled: boolean;
  /** Free blocks that hold them. */
  readonly blocks: Block[];
}

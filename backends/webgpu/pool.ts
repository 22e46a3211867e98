/** GPU memory in size classes: freed blocks wait for the next buffer of their size, the oldest block first. */

import type { Buffer } from "../backend.ts";
import { DeviceError } from "../errors.ts";
import { checkLength } from "../length.ts";
import type { Faults } from "./faults.ts";

/** Bytes of one element. */
export const FLOAT_BYTES = 4;
/** The least block, and what blocks are multiples of: whole vectors can be read and written to the end. */
const LEAST_BYTES = 256;

/** One `GPUBuffer`; the same block serves many buffers, one after the other. */
export interface Block {
  /** The device's own object. */
  readonly raw: GPUBuffer;
  /** Tells blocks apart in keys of caches. */
  readonly id: number;
  /** The batch of commands that used it last. */
  batch: number;
}

/** A buffer on the GPU. */
export class GpuBuffer implements Buffer, Disposable {
  /** Bytes asked for; the block may have more. */
  readonly byteLength: number;
  /** Where it lies. */
  readonly block: Block;
  readonly #pool: BufferPool;

  /** Made by {@linkcode BufferPool.allocate}. */
  constructor(pool: BufferPool, block: Block, byteLength: number) {
    this.#pool = pool;
    this.block = block;
    this.byteLength = byteLength;
  }

  /** Gives the block back; what was recorded still sees it. */
  [Symbol.dispose](): void {
    this.#pool.release(this);
  }
}

/**
 * Hands out blocks and takes them back. Whatever the order in which blocks came back, calls that begin with equal
 * blocks free get equal blocks: so each training step binds those that the one before has bound.
 */
export class BufferPool {
  readonly #device: GPUDevice;
  readonly #faults: Faults;
  readonly #free = new Map<number, Block[]>();
  readonly #blocks: Block[] = [];
  #bytesInUse = 0;

  /** An empty pool. */
  constructor(device: GPUDevice, faults: Faults) {
    this.#device = device;
    this.#faults = faults;
  }

  /** Bytes of the buffers allocated and not yet released. */
  get bytesInUse(): number {
    return this.#bytesInUse;
  }

  /** How many blocks have been made. */
  get created(): number {
    return this.#blocks.length;
  }

  /** Memory for `length` elements. */
  allocate(length: number): GpuBuffer {
    checkLength(length);
    const byteLength = length * FLOAT_BYTES, size = sizeClass(byteLength);
    const limit = this.#limit;
    if (byteLength > limit) {
      throw new DeviceError(
        "outOfMemory",
        `Cannot allocate ${byteLength} bytes: expected at most the ${limit} bytes that the device takes for one buffer, received ${byteLength} with ${this.#bytesInUse} bytes in use`,
      );
    }
    const block = this.#free.get(size)?.pop() ?? this.#make(size);
    this.#bytesInUse += byteLength;
    return new GpuBuffer(this, block, byteLength);
  }

  /** Takes a buffer back. */
  release({ block, byteLength }: GpuBuffer): void {
    const size = sizeClass(byteLength);
    const free = this.#free.get(size);
    if (free) insert(free, block);
    else this.#free.set(size, [block]);
    this.#bytesInUse -= byteLength;
  }

  /** Destroys every block: the garbage collector does not feel them. */
  [Symbol.dispose](): void {
    for (const { raw } of this.#blocks) raw.destroy();
    this.#blocks.length = 0;
    this.#free.clear();
  }

  /** Bytes of the largest buffer that can be made and bound. */
  get #limit(): number {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.#device.limits;
    const limit = Math.min(maxBufferSize, maxStorageBufferBindingSize);
    return limit - limit % FLOAT_BYTES;
  }

  #make(size: number): Block {
    this.#faults.enter(`allocate ${size} bytes`);
    const raw = this.#device.createBuffer({
      label: `${size} bytes`,
      // Blocks are bound whole, so that what is rounded up must not pass the limit either.
      size: Math.min(size, this.#limit),
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC |
        GPUBufferUsage.COPY_DST,
    });
    this.#faults.leave();
    const block = { raw, id: this.#blocks.length, batch: -1 };
    this.#blocks.push(block);
    return block;
  }
}

/** The least class that holds `bytes`: a multiple of an eighth of a power of two. */
function sizeClass(bytes: number): number {
  if (bytes <= LEAST_BYTES) return LEAST_BYTES;
  const eighth = 2 ** (Math.floor(Math.log2(bytes - 1)) - 3);
  const step = Math.max(eighth, LEAST_BYTES);
  return Math.ceil(bytes / step) * step;
}

/** Puts a block among others, the newest first. */
function insert(blocks: Block[], block: Block): void {
  let low = 0, high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (blocks[middle].id > block.id) low = middle + 1;
    else high = middle;
  }
  blocks.splice(low, 0, block);
}

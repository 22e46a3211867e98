/** GPU memory in size classes: freed blocks wait for the next buffer of their size, the oldest block first. */

import type { Buffer } from "../backend.ts";
import { DeviceError } from "../../config/errors.ts";
import { BYTES_PER_ELEMENT, type DType } from "../dtype.ts";
import { checkLength } from "../view.ts";
import type { Block, Content } from "./block.ts";
import { Constants } from "./constants.ts";
import type { Faults } from "./faults.ts";

/** Bytes of a float32. */
export const FLOAT_BYTES: number = BYTES_PER_ELEMENT.float32;
/** The size of the smallest block, of which others are multiples: whole vectors can be read and written to the end. */
const LEAST_BYTES = 256;

/** A buffer on the GPU. */
export class GpuBuffer implements Buffer, Disposable {
  /** Elements asked for; the block may have more. */
  readonly length: number;
  readonly dtype: DType;
  /** Where it lies; another place once it is filled with what a block holds already. */
  block: Block;
  /** Whether it counts as freed already. */
  isOffered = false;
  readonly #pool: BufferPool;

  /** Made by {@linkcode BufferPool.allocate}. */
  constructor(pool: BufferPool, block: Block, length: number, dtype: DType) {
    this.#pool = pool;
    this.block = block;
    this.length = length;
    this.dtype = dtype;
  }

  get byteLength(): number {
    return this.length * BYTES_PER_ELEMENT[this.dtype];
  }

  /** Gives the block back; what was recorded still sees it. */
  [Symbol.dispose](): void {
    this.#pool.release(this);
  }
}

/**
 * Hands out blocks and takes them back. Which block is next does not depend on the order in which they came back, so each
 * training step gets the blocks that the step before it had, and finds their bind groups.
 */
export class BufferPool {
  readonly #device: GPUDevice;
  readonly #faults: Faults;
  readonly #free = new Map<number, Block[]>();
  readonly #blocks: Block[] = [];
  readonly #unsure = new Set<Block>();
  /** Blocks whose contents may be asked for again. */
  readonly constants: Constants = new Constants();
  #bytesInUse = 0;

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

  /** Bytes of all blocks that have been made. */
  get bytesHeld(): number {
    return this.#blocks.reduce((sum, { raw }) => sum + raw.size, 0);
  }

  /** Memory for `length` elements. */
  allocate(length: number, dtype: DType = "float32"): GpuBuffer {
    checkLength(length);
    const byteLength = length * BYTES_PER_ELEMENT[dtype];
    const size = sizeClass(byteLength);
    const limit = this.#limit;
    if (byteLength > limit) {
      throw new DeviceError(
        "outOfMemory",
        `Cannot allocate ${byteLength} bytes: expected at most the ${limit} bytes that the device takes for one buffer, received ${byteLength} with ${this.#bytesInUse} bytes in use`,
      );
    }
    const block = this.#free.get(size)?.pop() ?? this.#make(size);
    this.#bytesInUse += byteLength;
    return new GpuBuffer(this, block, length, dtype);
  }

  /** Blocks that the device may have failed to make: what is recorded meanwhile must fail with them. */
  get unsure(): Iterable<Block> {
    return this.#unsure;
  }

  /** Whether a block is one of those. */
  isUnsure(block: Block): boolean {
    return this.#unsure.has(block);
  }

  /** Lets what is recorded from now on do without the blocks that could not be made. */
  forgetBroken(): void {
    for (const block of this.#unsure) {
      if (block.isBroken) this.#unsure.delete(block);
    }
  }

  /** Counts a buffer as freed. */
  offer(buffer: GpuBuffer): void {
    buffer.isOffered = true;
    this.#bytesInUse -= buffer.byteLength;
  }

  /** Counts it as in use again. */
  withdraw(buffer: GpuBuffer): void {
    buffer.isOffered = false;
    this.#bytesInUse += buffer.byteLength;
  }

  /** Takes a buffer back. */
  release({ block, byteLength, isOffered }: GpuBuffer): void {
    if (!isOffered) this.#bytesInUse -= byteLength;
    this.#takeBack(block, byteLength);
  }

  /** Lets a buffer lie where its content lies already; false if there is no such place. */
  giveConstant(buffer: GpuBuffer, content: Content): boolean {
    const block = this.constants.take(content);
    if (!block) return false;
    this.#move(buffer, block);
    return true;
  }

  /** Lets a buffer, of which nothing is to be kept, lie where this batch has not been. */
  giveUnused(buffer: GpuBuffer, batch: number): void {
    const size = sizeClass(buffer.byteLength);
    const free = this.#free.get(size) ?? [];
    const at = free.findLastIndex((block) => block.batch !== batch);
    const [block] = at < 0 ? [this.#make(size)] : free.splice(at, 1);
    this.#move(buffer, block);
  }

  /** Destroys every block; the garbage collector does not know how large they are. */
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
    const block: Block = {
      ...{ raw, id: this.#blocks.length, batch: -1, content: undefined },
      isBroken: false,
    };
    this.#blocks.push(block);
    this.#unsure.add(block);
    this.#faults.leave(() => this.#break(block, size)).then(() => {
      if (!block.isBroken) this.#unsure.delete(block);
    });
    return block;
  }

  #move(buffer: GpuBuffer, block: Block): void {
    this.#takeBack(buffer.block, buffer.byteLength);
    buffer.block = block;
  }

  #takeBack(block: Block, bytes: number): void {
    if (block.isBroken || this.constants.keep(block)) return;
    const size = sizeClass(bytes), free = this.#free.get(size);
    if (free) insert(free, block);
    else this.#free.set(size, [block]);
  }

  /** Notes that the device could not make a block. */
  #break(block: Block, size: number): void {
    block.isBroken = true;
    const free = this.#free.get(size) ?? [];
    if (free.includes(block)) free.splice(free.indexOf(block), 1);
  }
}

/** The smallest class that holds `bytes`: a multiple of an eighth of a power of two. */
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

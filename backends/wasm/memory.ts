/** One WebAssembly memory and the allocator that hands out its bytes. */

import { DeviceError } from "../../config/errors.ts";
import { checkLength } from "../view.ts";
import { LINE_BYTES } from "./sizes.ts";

/** Bytes of one page. */
const PAGE = 65536;
/** Pages that 32 bits of address can reach. */
const MAX_PAGES = 65536;
/** Pages that the memory grows by at least, so that small programs grow once. */
const LEAST_GROWTH = 256;

/** A free stretch of memory. */
interface Region {
  start: number;
  end: number;
}

/**
 * Linear memory in pooled blocks.
 *
 * Blocks are aligned to cache lines. Sizes are rounded up to classes, four to a power of two. Of each class the free block
 * with the lowest address is the next: which one it is depends on which are free, not on the order in which they came back,
 * so that a step that repeats soon gets the same blocks each time. Other blocks are cut from regions; free blocks become
 * regions again only when memory runs out.
 */
export class LinearMemory {
  /** The memory as kernels import it. */
  readonly memory: WebAssembly.Memory;
  /** Whether threads may share it. */
  readonly isShared: boolean;
  readonly #limit: number;
  /** Free blocks by class, the lowest address at the end. */
  readonly #free = new Map<number, number[]>();
  // Address 0 stays unused, so that it can stand for "nothing".
  #regions: Region[] = [];
  #end = LINE_BYTES;
  /** Gives back blocks that only make things faster; called before memory runs out. */
  onFull: () => void = () => {};
  #f32: Float32Array = new Float32Array();
  #i32: Int32Array = new Int32Array();

  /** Makes an empty memory that may grow up to `maximumBytes`; threads share it if that is asked for and there is room. */
  constructor(options: { maximumBytes?: number; shared?: boolean } = {}) {
    const { maximumBytes = MAX_PAGES * PAGE, shared = false } = options;
    this.#limit = Math.floor(maximumBytes / PAGE);
    this.memory = (shared ? makeShared() : undefined) ??
      new WebAssembly.Memory({ initial: 1, maximum: MAX_PAGES });
    this.isShared = !(this.memory.buffer instanceof ArrayBuffer);
  }

  /** The memory as floats; growing makes older views useless, or too short. */
  get f32(): Float32Array {
    if (this.#f32.buffer !== this.memory.buffer) {
      this.#f32 = new Float32Array(this.memory.buffer);
    }
    return this.#f32;
  }

  /** The memory as whole numbers; growing makes older views useless, or too short. */
  get i32(): Int32Array {
    if (this.#i32.buffer !== this.memory.buffer) {
      this.#i32 = new Int32Array(this.memory.buffer);
    }
    return this.#i32;
  }

  /** The address of a block of at least `bytes` bytes, aligned to a cache line. */
  allocate(bytes: number): number {
    checkLength(bytes, "bytes");
    const size = sizeClass(bytes);
    const address = this.#free.get(size)?.pop() ?? this.#cut(size) ??
      this.#extend(size) ?? this.#reclaim(size);
    if (address !== undefined) return address;
    this.onFull();
    const freed = this.#reclaim(size);
    if (freed !== undefined) return freed;
    throw new DeviceError(
      "outOfMemory",
      `Cannot allocate ${bytes} bytes: expected a WebAssembly memory of at most ${
        this.#limit * PAGE
      } bytes with room for them, received one with ${this.#end} bytes taken`,
    );
  }

  /** Takes a block that `allocate` once returned for the same number of bytes, if it is free. */
  claim(address: number, bytes: number): boolean {
    const free = this.#free.get(sizeClass(bytes)) ?? [];
    const at = placeOf(address, free);
    if (free[at] !== address) return false;
    free.splice(at, 1);
    return true;
  }

  /** Gives back a block that `allocate` returned for the same number of bytes. */
  release(address: number, bytes: number): void {
    const size = sizeClass(bytes), free = this.#free.get(size);
    if (free) free.splice(placeOf(address, free), 0, address);
    else this.#free.set(size, [address]);
  }

  /** Cuts a block from the first region that is long enough. */
  #cut(size: number): number | undefined {
    const region = this.#regions.find(({ start, end }) => end - start >= size);
    if (!region) return undefined;
    const address = region.start;
    region.start += size;
    return address;
  }

  /** Puts a block behind all others, growing the memory if need be. */
  #extend(size: number): number | undefined {
    const end = this.#end + size;
    const pages = this.memory.buffer.byteLength / PAGE;
    // Kernels may read, not use, up to a cache line behind a block.
    const wanted = Math.ceil((end + LINE_BYTES) / PAGE);
    if (wanted > this.#limit) return undefined;
    if (wanted > pages) {
      const ample = Math.max(
        wanted,
        pages + LEAST_GROWTH,
        Math.ceil(pages * 1.5),
      );
      const target = Math.min(this.#limit, ample);
      if (!this.#grow(target - pages) && !this.#grow(wanted - pages)) {
        return undefined;
      }
    }
    const address = this.#end;
    this.#end = end;
    return address;
  }

  #grow(pages: number): boolean {
    try {
      this.memory.grow(pages);
      return true;
    } catch {
      return false;
    }
  }

  /** Joins neighbouring free blocks to regions and cuts from those. */
  #reclaim(size: number): number | undefined {
    const blocks = this.#regions.filter(({ start, end }) => end > start);
    for (const [size, starts] of this.#free) {
      for (const start of starts) blocks.push({ start, end: start + size });
    }
    this.#free.clear();
    this.#regions = [];
    let last: Region | undefined;
    for (const block of blocks.sort((a, b) => a.start - b.start)) {
      if (last?.end === block.start) last.end = block.end;
      else this.#regions.push(last = block);
    }
    if (last?.end === this.#end) {
      this.#end = last.start;
      this.#regions.pop();
    }
    return this.#cut(size) ?? this.#extend(size);
  }
}

/** A shared memory takes all the addresses that it may ever need at once, which the system can refuse. */
function makeShared(): WebAssembly.Memory | undefined {
  try {
    return new WebAssembly.Memory({
      initial: 1,
      maximum: MAX_PAGES,
      shared: true,
    });
  } catch {
    return undefined;
  }
}

/** Where an address is, or belongs, among addresses in descending order. */
function placeOf(address: number, descending: readonly number[]): number {
  let low = 0, high = descending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (descending[middle] > address) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The least class that holds `bytes`: a multiple of a quarter of a power of two. */
function sizeClass(bytes: number): number {
  if (bytes <= LINE_BYTES) return LINE_BYTES;
  const quarter = 2 ** (Math.floor(Math.log2(bytes - 1)) - 2);
  const step = Math.max(quarter, LINE_BYTES);
  return Math.ceil(bytes / step) * step;
}

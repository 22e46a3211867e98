/** One WebAssembly memory and the allocator that hands out its bytes. */

import { DeviceError } from "../../config/errors.ts";
import { checkLength } from "../view.ts";
import { MOST_PAGES } from "./assembler/mod.ts";
import { LINE_BYTES, WORD_BYTES } from "./sizes.ts";

/** Bytes of one page. */
const PAGE = 65536;
/** Bytes that offsets do not reach where addresses have 64 bits: they are numbers of 32, with a sign. */
const TOO_FAR = 2 ** 31;
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
  /** Whether its addresses have 64 bits. */
  readonly isWide: boolean;
  /** Bytes that a pointer, as kernels take and read it, counts: in a wide memory words, so that 32 bits hold it. */
  readonly pointerBytes: number;
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

  /**
   * Makes an empty memory that may grow up to `maximumBytes`; threads share it if that is asked for and there is room, and
   * addresses have 64 bits if it is to be `wide`.
   */
  constructor(
    options: { maximumBytes?: number; shared?: boolean; wide?: boolean } = {},
  ) {
    const { shared = false, wide = false } = options;
    const most = wide ? MOST_PAGES.wide : MOST_PAGES.narrow;
    const { maximumBytes = most * PAGE } = options;
    this.isWide = wide;
    this.pointerBytes = wide ? WORD_BYTES : 1;
    this.#limit = Math.min(most, Math.floor(maximumBytes / PAGE));
    this.memory = (shared ? makeShared(most, wide) : undefined) ??
      makeAlone(most, wide);
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
    if (this.isWide && bytes >= TOO_FAR) {
      throw new DeviceError(
        "outOfMemory",
        `Cannot allocate ${bytes} bytes: expected a tensor of less than 2 GiB, which a 64-bit memory has as many of as fit, received a longer one`,
      );
    }
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
      } bytes with room for them, received one with ${this.#end} bytes taken${
        !this.isWide && this.#limit === MOST_PAGES.narrow && bytes < TOO_FAR
          ? ' (memory: "64-bit" reaches 16 GiB)'
          : ""
      }`,
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
      this.memory.grow(asIndex(pages, this.isWide));
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

/**
 * A memory of one thread.
 *
 * @throws {DeviceError} of kind `"unavailable"` if the engine has none of 64 bits.
 */
function makeAlone(most: number, wide: boolean): WebAssembly.Memory {
  try {
    return makeMemory(most, { wide });
  } catch (cause) {
    if (!wide) throw cause;
    throw new DeviceError(
      "unavailable",
      'Cannot open the backend with memory "64-bit": expected an engine that has such memories, received one that has none',
      { cause },
    );
  }
}

/** A shared memory takes all the addresses that it may ever need at once, which the system can refuse. */
function makeShared(
  most: number,
  wide: boolean,
): WebAssembly.Memory | undefined {
  try {
    return makeMemory(most, { wide, shared: true });
  } catch {
    return undefined;
  }
}

/** A memory of one page that may grow to `most`. */
function makeMemory(
  most: number,
  { wide, shared }: { wide: boolean; shared?: boolean },
): WebAssembly.Memory {
  const descriptor = {
    initial: asIndex(1, wide),
    maximum: asIndex(most, wide),
    shared,
    ...wide ? { address: "i64" as const } : {},
  };
  return new WebAssembly.Memory(descriptor);
}

/** Pages of a wide memory are counted in bigints, which the types do not know yet. */
function asIndex(pages: number, isWide: boolean): number {
  return (isWide ? BigInt(pages) : pages) as number;
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

/** The bytes of a block for `bytes`: the least class that holds them, a multiple of a quarter of a power of two. */
export function sizeClass(bytes: number): number {
  if (bytes <= LINE_BYTES) return LINE_BYTES;
  const quarter = 2 ** (Math.floor(Math.log2(bytes - 1)) - 2);
  const step = Math.max(quarter, LINE_BYTES);
  return Math.ceil(bytes / step) * step;
}

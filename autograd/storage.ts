/** The memory behind tensors: counted, and held to its bounds. */

import type { Backend, Buffer, Operand } from "../backends/backend.ts";
import type { DType } from "../backends/dtype.ts";
import { DeviceError, quote, ValueError } from "../config/errors.ts";
import { isInside, type View } from "../backends/view.ts";
import { type Holding, holdingOf, withHolders } from "./memory.ts";

/** Device memory shared by the tensors that view it; freed with the last. */
export class Storage {
  /** Where the memory is. */
  readonly backend: Backend;
  /** The memory. */
  readonly buffer: Buffer;
  /** Elements that it has room for. */
  readonly length: number;
  readonly #holding: Holding;
  #holders = 0;
  #offered = false;

  /** Takes over memory that nobody holds yet. */
  constructor(backend: Backend, buffer: Buffer, length: number) {
    this.backend = backend;
    this.buffer = buffer;
    this.length = length;
    this.#holding = holdingOf(backend);
    this.#holding.count++;
    const { bytesInUse } = backend;
    if (bytesInUse > this.#holding.peak) this.#holding.peak = bytesInUse;
  }

  /**
   * New memory for elements of a type.
   *
   * @throws {DeviceError} of kind `"unavailable"` if the backend does not store them.
   */
  static of(backend: Backend, length: number, dtype: DType): Storage {
    checkStored(dtype, backend);
    try {
      return new Storage(backend, backend.alloc(length, dtype), length);
    } catch (error) {
      throw withHolders(backend, error);
    }
  }

  /** Adds a holder. */
  retain(): void {
    this.#holders++;
    this.#holding.tensors++;
  }

  /** Takes a holder away; with the last one the memory is given back. */
  release(): void {
    this.#holding.tensors--;
    if (--this.#holders > 0) return this.#tellOffer();
    this.#holding.count--;
    // A device that is gone has taken its memory with it.
    if (!this.backend.closed) this.backend.free(this.buffer);
  }

  /** Offers the memory as soon as nobody but the one who offers it holds it. */
  offer(): void {
    this.#offered = true;
    this.#tellOffer();
  }

  /** Takes the offer back, or only forgets it where the memory is given up. */
  endOffer(isGivenUp: boolean): void {
    const wasTold = this.#offered && this.#holders === 1;
    this.#offered = false;
    if (wasTold && !isGivenUp) this.backend.journal?.withdraw(this.buffer);
  }

  #tellOffer(): void {
    if (this.#offered && this.#holders === 1) {
      this.backend.journal?.offer(this.buffer);
    }
  }
}

/** Memory as a kernel takes it. */
export class Viewed implements Operand {
  readonly buffer: Buffer;
  readonly view: View;

  constructor(buffer: Buffer, view: View) {
    this.buffer = buffer;
    this.view = view;
  }
}

/** Refuses a view that leaves the memory. */
export function checkInside(view: View, length: number): void {
  const { shape, strides, offset } = view ?? {};
  if (!Array.isArray(shape) || !Array.isArray(strides)) {
    throw new TypeError(
      `Cannot view a tensor's memory: expected a view with a shape, strides and an offset, received ${
        quote(view)
      }`,
    );
  }
  if (isInside(view, length)) return;
  throw new ValueError(
    `Cannot view a tensor's memory: expected a view inside its ${length} elements, received shape ${
      quote(shape)
    }, strides ${quote(strides)} and offset ${quote(offset)}`,
  );
}

/**
 * Refuses elements of a type that a backend does not store.
 *
 * @throws {DeviceError} of kind `"unavailable"` if they are.
 */
function checkStored(dtype: DType, { name, traits }: Backend): void {
  if (dtype === "float32" || traits?.hasFloat16) return;
  throw new DeviceError(
    "unavailable",
    `Cannot store ${dtype}: expected a backend that does, which is "webgpu" where the adapter has "shader-f16", received "${name}"`,
  );
}

/**
 * A net for tensors that no scope owns and nobody disposes of: their memory follows the garbage collector. Most tensors
 * live and die in scopes, and to note each here and to strike it out again would take as long as much of an op.
 */
export const collected: FinalizationRegistry<Storage> =
  new FinalizationRegistry((storage) => storage.release());

/** How a tensor is told how many of its holders see to its end, whatever happens to them: the net is not for it then. */
export const HELD: unique symbol = Symbol("held");

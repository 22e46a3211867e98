/** A reference backend that trusts nobody: it counts kernels and memory, and refuses calls that break the contract. */

import { assert } from "@std/assert";
import type { BackendTraits, Buffer, Operand } from "../../backends/backend.ts";
import type { DType } from "../../backends/dtype.ts";
import { ReferenceBackend } from "../../backends/reference/backend.ts";
import type { HostBuffer } from "../../backends/reference/host_buffer.ts";
import type { View } from "../../backends/view.ts";
import { DeviceError } from "../../config/errors.ts";
import { CheckedBackend, type Use } from "./checked_backend.ts";

/** What it tells of itself and where it fails. */
export interface Strictness extends Partial<BackendTraits> {
  /** Bytes beyond which there is no more memory. */
  readonly bytes?: number;
}

/** Memory is NaN when it is handed out and when it has been given back. */
class PoisonedBackend extends ReferenceBackend {
  override readonly traits: BackendTraits;
  readonly #bytes: number;

  constructor({ bytes = Infinity, ...traits }: Strictness) {
    super();
    this.#bytes = bytes;
    this.traits = {
      elementBytes: 8,
      maxOperands: 16,
      inPlace: true,
      ...traits,
    };
  }

  override alloc(length: number): Buffer {
    if (this.bytesInUse + 8 * length > this.#bytes) {
      throw new DeviceError("outOfMemory", `Cannot allocate ${length}`);
    }
    const buffer = super.alloc(length);
    (buffer as HostBuffer).data.fill(NaN);
    return buffer;
  }

  override free(buffer: Buffer): void {
    (buffer as HostBuffer).data.fill(NaN);
    super.free(buffer);
  }
}

/** Holds every call to the contract and to its own traits. */
export class StrictBackend extends CheckedBackend {
  /** Names of the kernels called, in order; with "+" if they have an epilogue. */
  readonly kernels: string[] = [];
  /** The most bytes in use at a time. */
  peak = 0;

  constructor(strictness: Strictness = {}) {
    super(new PoisonedBackend(strictness));
  }

  /** Begins to count anew. */
  restart(): void {
    this.kernels.length = 0;
    this.peak = this.bytesInUse;
  }

  override alloc(length: number, dtype?: DType): Buffer {
    const buffer = super.alloc(length, dtype);
    this.peak = Math.max(this.peak, this.bytesInUse);
    return buffer;
  }

  protected override check(use: Use): void {
    const { name, inputs = [], reads = [], outs } = use;
    this.kernels.push(name);
    super.check(use);
    const count = inputs.length + reads.length + outs.length;
    assert(count <= (this.traits?.maxOperands ?? 0), "too many operands");
    outs.forEach((out, i) => assertApart(out, outs.slice(i + 1)));
  }
}

function assertApart(out: Operand, others: readonly Operand[]): void {
  const beside = others.filter(({ buffer }) => buffer === out.buffer);
  if (beside.length === 0) return;
  const own = new Set(placesOf(out.view));
  for (const { view } of beside) {
    const isApart = placesOf(view).every((place) => !own.has(place));
    assert(isApart, "outputs that share elements");
  }
}

/** Where the elements of a view lie. */
function placesOf({ shape, strides, offset }: View): number[] {
  return shape.reduce(
    (places, size, axis) =>
      places.flatMap((place) =>
        Array.from({ length: size }, (_, i) => place + i * strides[axis])
      ),
    [offset],
  );
}

/** A reference backend that trusts nobody: it counts kernels and memory, and refuses calls that break the contract. */

import { assert } from "@std/assert";
import type {
  BackendTraits,
  Buffer,
  Conv2DGeometry,
  Epilogue,
  Operand,
  ReduceFn,
} from "../../../backends/backend.ts";
import type { Expr } from "../../../backends/expr.ts";
import { ReferenceBackend } from "../../../backends/reference/backend.ts";
import type { HostBuffer } from "../../../backends/reference/host_buffer.ts";
import { sizeOf, type View } from "../../../backends/view.ts";
import { DeviceError } from "../../../config/errors.ts";

/** What it tells of itself and where it fails. */
export interface Strictness extends Partial<BackendTraits> {
  /** Bytes beyond which there is no more memory. */
  readonly bytes?: number;
}

/** Memory is NaN when it is handed out and when it has been given back; what is given back is not to be used. */
export class StrictBackend extends ReferenceBackend {
  /** Names of the kernels called, in order; with "+" if they have an epilogue. */
  readonly kernels: string[] = [];
  /** The most bytes in use at a time. */
  peak = 0;
  override readonly traits: BackendTraits;
  readonly #bytes: number;
  readonly #live = new Set<Buffer>();

  constructor(strictness: Strictness = {}) {
    super();
    const { bytes = Infinity, ...traits } = strictness;
    this.#bytes = bytes;
    this.traits = {
      elementBytes: 8,
      maxOperands: 16,
      inPlace: true,
      ...traits,
    };
  }

  /** Begins to count anew. */
  restart(): void {
    this.kernels.length = 0;
    this.peak = this.bytesInUse;
  }

  override alloc(length: number): Buffer {
    if (this.bytesInUse + 8 * length > this.#bytes) {
      throw new DeviceError("outOfMemory", `Cannot allocate ${length}`);
    }
    const buffer = super.alloc(length);
    (buffer as HostBuffer).data.fill(NaN);
    this.#live.add(buffer);
    this.peak = Math.max(this.peak, this.bytesInUse);
    return buffer;
  }

  override free(buffer: Buffer): void {
    assert(this.#live.delete(buffer), "freed twice");
    (buffer as HostBuffer).data.fill(NaN);
    super.free(buffer);
  }

  override write(buffer: Buffer, data: ArrayLike<number>): void {
    assert(this.#live.has(buffer));
    super.write(buffer, data);
  }

  override elementwise(
    exprs: readonly Expr[],
    inputs: readonly Operand[],
    outs: readonly Operand[],
  ): void {
    this.#check("elementwise", inputs, [], outs);
    super.elementwise(exprs, inputs, outs);
  }

  override reduce(
    fn: ReduceFn,
    maps: readonly Expr[],
    inputs: readonly Operand[],
    outs: readonly Operand[],
  ): void {
    this.#check("reduce", [], inputs, outs);
    super.reduce(fn, maps, inputs, outs);
  }

  override matmul(
    a: Operand,
    b: Operand,
    out: Operand,
    epilogue?: Epilogue,
  ): void {
    this.#checkProduct("matmul", [a, b], out, epilogue);
    super.matmul(a, b, out, epilogue);
  }

  override conv2d(
    x: Operand,
    w: Operand,
    out: Operand,
    geometry: Conv2DGeometry,
    epilogue?: Epilogue,
  ): void {
    this.#checkProduct("conv2d", [x, w], out, epilogue);
    super.conv2d(x, w, out, geometry, epilogue);
  }

  override conv2dInputGrad(
    dy: Operand,
    w: Operand,
    out: Operand,
    geometry: Conv2DGeometry,
    epilogue?: Epilogue,
  ): void {
    this.#checkProduct("conv2dInputGrad", [dy, w], out, epilogue);
    super.conv2dInputGrad(dy, w, out, geometry, epilogue);
  }

  override conv2dKernelGrad(
    x: Operand,
    dy: Operand,
    out: Operand,
    geometry: Conv2DGeometry,
  ): void {
    this.#check("conv2dKernelGrad", [], [x, dy], [out]);
    super.conv2dKernelGrad(x, dy, out, geometry);
  }

  override random(
    key: readonly [number, number],
    counter: number,
    out: Operand,
  ): void {
    this.#check("random", [], [], [out]);
    super.random(key, counter, out);
  }

  #checkProduct(
    name: string,
    factors: readonly Operand[],
    out: Operand,
    epilogue?: Epilogue,
  ): void {
    const others = epilogue?.operands ?? [];
    this.#check(epilogue ? `${name}+` : name, [], [...factors, ...others], [
      out,
    ]);
    for (const { view } of others) {
      assert(`${view.shape}` === `${out.view.shape}`, "shape of an operand");
    }
  }

  /** `mapped` may share memory with the outputs where the traits say so. */
  #check(
    name: string,
    mapped: readonly Operand[],
    read: readonly Operand[],
    outs: readonly Operand[],
  ): void {
    this.kernels.push(name);
    const operands = [...mapped, ...read, ...outs];
    assert(operands.length <= this.traits.maxOperands, "too many operands");
    for (const { buffer, view } of operands) {
      assert(this.#live.has(buffer), `${name} uses memory that was given back`);
      const { shape, strides, offset } = view;
      const last = shape.reduce(
        (sum, size, i) => sum + (size - 1) * strides[i],
        offset,
      );
      const isInside = offset >= 0 && 8 * last < buffer.byteLength;
      assert(sizeOf(shape) === 0 || isInside, `${name} leaves its memory`);
    }
    for (const out of outs) {
      for (const other of read) {
        assert(other.buffer !== out.buffer, "shared memory");
      }
      for (const other of outs) {
        if (other === out || other.buffer !== out.buffer) continue;
        const own = new Set(placesOf(out.view));
        const isApart = placesOf(other.view).every((place) => !own.has(place));
        assert(isApart, "outputs that share elements");
      }
      for (const other of mapped) {
        if (other.buffer !== out.buffer) continue;
        const isSame = `${other.view.shape}` === `${out.view.shape}` &&
          other.view.offset === out.view.offset &&
          other.view.shape.every((size, i) =>
            size === 1 || other.view.strides[i] === out.view.strides[i]
          );
        assert(this.traits.inPlace && isSame, "shared memory, seen otherwise");
      }
    }
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

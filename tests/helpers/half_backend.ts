/** The reference backend with memory of float16 beside its own: what is stored there is rounded, and nothing else is. */

import type {
  Args,
  BackendTraits,
  Buffer,
  Operand,
} from "../../backends/backend.ts";
import { type DType, elementBytesOf } from "../../backends/dtype.ts";
import { ReferenceBackend } from "../../backends/reference/backend.ts";
import { HostBuffer } from "../../backends/reference/host_buffer.ts";

/** Memory whose elements are of a type. */
class TypedBuffer extends HostBuffer {
  readonly dtype: DType;

  constructor(length: number, dtype: DType) {
    super(length);
    this.dtype = dtype;
  }

  /** Half of what it takes here, as on a device. */
  override get byteLength(): number {
    return elementBytesOf(this.dtype, super.byteLength);
  }

  /** Rounds what it holds; numbers of float16 stay as they are. */
  round(): void {
    if (this.dtype === "float16") this.data.set(new Float16Array(this.data));
  }
}

/** An oracle for what is stored in float16: it computes in float64. */
export class HalfBackend extends ReferenceBackend {
  override readonly traits: BackendTraits = {
    elementBytes: Float64Array.BYTES_PER_ELEMENT,
    maxOperands: 16,
    hasFloat16: true,
    inPlace: true,
  };

  override alloc(length: number, dtype: DType = "float32"): Buffer {
    const { byteLength } = super.alloc(length);
    const buffer = new TypedBuffer(length, dtype);
    super.free({ byteLength: byteLength - buffer.byteLength });
    return buffer;
  }

  override write(buffer: Buffer, data: ArrayLike<number>): void {
    super.write(buffer, data);
    (buffer as TypedBuffer).round();
  }

  override elementwise(...args: Args<"elementwise">): void {
    super.elementwise(...args);
    round(...args[2]);
  }

  override reduce(...args: Args<"reduce">): void {
    super.reduce(...args);
    round(...args[3]);
  }

  override matmul(...args: Args<"matmul">): void {
    super.matmul(...args);
    round(args[2]);
  }

  override conv2d(...args: Args<"conv2d">): void {
    super.conv2d(...args);
    round(args[2]);
  }

  override conv2dInputGrad(...args: Args<"conv2dInputGrad">): void {
    super.conv2dInputGrad(...args);
    round(args[2]);
  }

  override conv2dKernelGrad(...args: Args<"conv2dKernelGrad">): void {
    super.conv2dKernelGrad(...args);
    round(args[2]);
  }

  override gather(...args: Args<"gather">): void {
    super.gather(...args);
    round(args[2]);
  }

  override scatterAdd(...args: Args<"scatterAdd">): void {
    super.scatterAdd(...args);
    round(args[2]);
  }
}

function round(...outs: readonly Operand[]): void {
  for (const { buffer } of outs) (buffer as TypedBuffer).round();
}

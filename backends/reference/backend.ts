/** The backend that is right rather than fast: each kernel as its definition reads, in float64. */

import type {
  Args,
  Backend,
  BackendTraits,
  Buffer,
  DeviceInfo,
} from "../backend.ts";
import type { Schema } from "../../config/schema.ts";
import { HostBuffer } from "./host_buffer.ts";
import { conv2d, conv2dInputGrad, conv2dKernelGrad } from "./kernels/conv2d.ts";
import { elementwise } from "./kernels/elementwise.ts";
import { gather, scatterAdd } from "./kernels/gather.ts";
import { matmul } from "./kernels/matmul.ts";
import { random } from "./kernels/random.ts";
import { reduce } from "./kernels/reduce.ts";

/**
 * It has none of its own.
 * @category Backends
 */
export type ReferenceOptions = Record<never, never>;

/**
 * The bytes in use.
 * @category Backends
 */
export interface ReferenceInfo extends DeviceInfo {
  /** The backend's name. */
  readonly name: "reference";
}

/** Memory and kernels in plain TypeScript: what other backends and all derivatives are checked against. */
export class ReferenceBackend implements Backend {
  /** It has no options of its own. */
  static readonly options: Schema<ReferenceOptions> = {};
  readonly name = "reference";
  readonly traits: BackendTraits = {
    elementBytes: Float64Array.BYTES_PER_ELEMENT,
    maxOperands: 16,
    inPlace: true,
  };
  #closed = false;
  #bytesInUse = 0;

  static open(): ReferenceBackend {
    return new ReferenceBackend();
  }

  get bytesInUse(): number {
    return this.#bytesInUse;
  }

  alloc(length: number): Buffer {
    const buffer = new HostBuffer(length);
    this.#bytesInUse += buffer.byteLength;
    return buffer;
  }

  free(buffer: Buffer): void {
    this.#bytesInUse -= buffer.byteLength;
  }

  write(buffer: Buffer, data: ArrayLike<number>): void {
    (buffer as HostBuffer).data.set(data);
  }

  read(buffer: Buffer, length: number): Promise<Float64Array> {
    return Promise.resolve((buffer as HostBuffer).data.slice(0, length));
  }

  peek(buffer: Buffer): Float64Array {
    return (buffer as HostBuffer).data;
  }

  elementwise(...args: Args<"elementwise">): void {
    elementwise(...args);
  }

  reduce(...args: Args<"reduce">): void {
    reduce(...args);
  }

  matmul(...args: Args<"matmul">): void {
    matmul(...args);
  }

  conv2d(...args: Args<"conv2d">): void {
    conv2d(...args);
  }

  conv2dInputGrad(...args: Args<"conv2dInputGrad">): void {
    conv2dInputGrad(...args);
  }

  conv2dKernelGrad(...args: Args<"conv2dKernelGrad">): void {
    conv2dKernelGrad(...args);
  }

  gather(...args: Args<"gather">): void {
    gather(...args);
  }

  scatterAdd(...args: Args<"scatterAdd">): void {
    scatterAdd(...args);
  }

  random(...args: Args<"random">): void {
    random(...args);
  }

  /** Kernels have run when their call returns. */
  flush(): void {}

  [Symbol.dispose](): void {
    this.#closed = true;
  }

  get closed(): boolean {
    return this.#closed;
  }
}

/** The backend that is right rather than fast: every kernel as its definition reads, in float64. */

import type {
  Backend,
  BackendTraits,
  Buffer,
  Conv2DGeometry,
  DeviceInfo,
  Epilogue,
  Operand,
  ReduceFn,
} from "../backend.ts";
import type { Expr } from "../expr.ts";
import type { Opener } from "../opening.ts";
import { HostBuffer } from "./host_buffer.ts";
import { conv2d, conv2dInputGrad, conv2dKernelGrad } from "./kernels/conv2d.ts";
import { elementwise } from "./kernels/elementwise.ts";
import { gather, scatterAdd } from "./kernels/gather.ts";
import { matmul } from "./kernels/matmul.ts";
import { random } from "./kernels/random.ts";
import { reduce } from "./kernels/reduce.ts";

/** It has none of its own. */
export type ReferenceOptions = Record<never, never>;

/** The bytes in use. */
export interface ReferenceInfo extends DeviceInfo {
  /** The backend's name. */
  readonly name: "reference";
}

/** Memory and kernels in plain TypeScript: what other backends and all derivatives are checked against. */
export class ReferenceBackend implements Backend {
  /** It has no options of its own. */
  static readonly options: Opener<ReferenceOptions>["options"] = {};
  /** Its name. */
  readonly name = "reference";
  /** What is written here is read no more. */
  readonly traits: BackendTraits = {
    elementBytes: Float64Array.BYTES_PER_ELEMENT,
    maxOperands: 16,
    inPlace: true,
  };
  #closed = false;
  #bytesInUse = 0;

  /** Opens a device of its own. */
  static open(): ReferenceBackend {
    return new ReferenceBackend();
  }

  /** Bytes allocated and not yet freed. */
  get bytesInUse(): number {
    return this.#bytesInUse;
  }

  /** Memory for `length` elements. */
  alloc(length: number): Buffer {
    const buffer = new HostBuffer(length);
    this.#bytesInUse += buffer.byteLength;
    return buffer;
  }

  /** Gives memory back. */
  free(buffer: Buffer): void {
    this.#bytesInUse -= buffer.byteLength;
  }

  /** Copies elements into a buffer from its start. */
  write(buffer: Buffer, data: ArrayLike<number>): void {
    (buffer as HostBuffer).data.set(data);
  }

  /** Copies the first `length` elements out. */
  read(buffer: Buffer, length: number): Promise<Float64Array> {
    return Promise.resolve((buffer as HostBuffer).data.slice(0, length));
  }

  /** See {@linkcode Backend.elementwise}. */
  elementwise(
    exprs: readonly Expr[],
    inputs: readonly Operand[],
    outs: readonly Operand[],
  ): void {
    elementwise(exprs, inputs, outs);
  }

  /** See {@linkcode Backend.reduce}. */
  reduce(
    fn: ReduceFn,
    maps: readonly Expr[],
    inputs: readonly Operand[],
    outs: readonly Operand[],
  ): void {
    reduce(fn, maps, inputs, outs);
  }

  /** See {@linkcode Backend.matmul}. */
  matmul(a: Operand, b: Operand, out: Operand, epilogue?: Epilogue): void {
    matmul(a, b, out, epilogue);
  }

  /** See {@linkcode Backend.conv2d}. */
  conv2d(
    x: Operand,
    w: Operand,
    out: Operand,
    geometry: Conv2DGeometry,
    epilogue?: Epilogue,
  ): void {
    conv2d(x, w, out, geometry, epilogue);
  }

  /** See {@linkcode Backend.conv2dInputGrad}. */
  conv2dInputGrad(
    dy: Operand,
    w: Operand,
    out: Operand,
    geometry: Conv2DGeometry,
    epilogue?: Epilogue,
  ): void {
    conv2dInputGrad(dy, w, out, geometry, epilogue);
  }

  /** See {@linkcode Backend.conv2dKernelGrad}. */
  conv2dKernelGrad(
    x: Operand,
    dy: Operand,
    out: Operand,
    geometry: Conv2DGeometry,
  ): void {
    conv2dKernelGrad(x, dy, out, geometry);
  }

  /** See {@linkcode Backend.gather}. */
  gather(
    table: Operand,
    indices: Operand,
    out: Operand,
    absent: number,
  ): void {
    gather(table, indices, out, absent);
  }

  /** See {@linkcode Backend.scatterAdd}. */
  scatterAdd(values: Operand, indices: Operand, out: Operand): void {
    scatterAdd(values, indices, out);
  }

  /** See {@linkcode Backend.random}. */
  random(
    key: readonly [number, number],
    counter: number,
    out: Operand,
  ): void {
    random(key, counter, out);
  }

  /** Nothing is ever recorded, so there is nothing to submit. */
  flush(): void {}

  /** Nothing is held beside the buffers themselves. */
  [Symbol.dispose](): void {
    this.#closed = true;
  }

  /** Whether it has been disposed. */
  get closed(): boolean {
    return this.#closed;
  }
}

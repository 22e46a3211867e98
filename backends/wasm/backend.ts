/** The backend of the CPU: SIMD kernels in WebAssembly, emitted and compiled when they are first used. */

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
import { checkCount, type Opener } from "../opening.ts";
import { checkLength } from "../length.ts";
import { runConv2D } from "./kernels/conv2d/conv2d.ts";
import { runConv2DInputGrad } from "./kernels/conv2d/input_grad.ts";
import { runConv2DKernelGrad } from "./kernels/conv2d/kernel_grad.ts";
import { runElementwise } from "./kernels/elementwise/elementwise.ts";
import { Finish } from "./kernels/elementwise/epilogue.ts";
import { runGather, runScatterAdd } from "./kernels/gather.ts";
import { runMatmul } from "./kernels/gemm/matmul.ts";
import { runRandom } from "./kernels/random.ts";
import { runReduce } from "./kernels/reduce/reduce.ts";
import { type RuntimeOptions, WasmBuffer, WasmRuntime } from "./runtime.ts";
import { FLOAT_BYTES } from "./sizes.ts";

/** How the processor is to be used. */
export interface WasmOptions {
  /** Threads of the processor that compute, with the one that calls; by default as many as it runs at once. */
  readonly threads?: number;
  /** The most that all tensors together may take, at most 4 GiB. */
  readonly maximumBytes?: number;
}

/** The bytes in use and the threads. */
export interface WasmInfo extends DeviceInfo {
  /** The backend's name. */
  readonly name: "wasm";
  /** Threads of the processor that compute by now, with the one that calls; further ones start with large work. */
  readonly threads: number;
}

/**
 * Float32 tensors in one linear memory of at most 4 GiB, computed on the thread that calls and, where work is large, on
 * others beside it; results do not depend on how many there are.
 */
export class WasmBackend implements Backend {
  /** What its options have to be. */
  static readonly options: Opener<WasmOptions>["options"] = {
    threads: checkCount,
    maximumBytes: checkCount,
  };
  /** Its name. */
  readonly name: string = "wasm";
  /** Operands are a function's parameters, of which there are plenty; registers are not. */
  readonly traits: BackendTraits = {
    elementBytes: FLOAT_BYTES,
    maxOperands: 16,
    inPlace: true,
  };
  #closed = false;
  /** Memory and code. */
  protected readonly runtime: WasmRuntime;
  #bytesInUse = 0;

  /** Opens the device; nothing is compiled before the first kernel runs, and no thread started before large work. */
  constructor(options: RuntimeOptions = {}) {
    this.runtime = new WasmRuntime(options);
  }

  /** Opens a device of its own. */
  static open({ threads, maximumBytes }: WasmOptions): WasmBackend {
    return new WasmBackend({ threads, maximumBytes });
  }

  /** Bytes of the buffers allocated and not yet freed. */
  get bytesInUse(): number {
    return this.#bytesInUse;
  }

  /** Memory for `length` elements. */
  alloc(length: number): Buffer {
    checkLength(length);
    const bytes = length * FLOAT_BYTES;
    const buffer = new WasmBuffer(this.runtime.memory.allocate(bytes), bytes);
    this.#bytesInUse += bytes;
    return buffer;
  }

  /** Gives memory back. */
  free(buffer: Buffer): void {
    const { address, byteLength } = buffer as WasmBuffer;
    this.runtime.memory.release(address, byteLength);
    this.#bytesInUse -= byteLength;
  }

  /** Copies elements in. */
  write(buffer: Buffer, data: ArrayLike<number>): void {
    const { address } = buffer as WasmBuffer;
    this.runtime.memory.f32.set(data, address / FLOAT_BYTES);
  }

  /** Copies elements out. */
  read(buffer: Buffer, length: number): Promise<Float32Array> {
    const start = (buffer as WasmBuffer).address / FLOAT_BYTES;
    const { f32 } = this.runtime.memory;
    return Promise.resolve(f32.slice(start, start + length));
  }

  /** Evaluates expressions for every element. */
  elementwise(
    exprs: readonly Expr[],
    inputs: readonly Operand[],
    outs: readonly Operand[],
  ): void {
    runElementwise(this.runtime, exprs, inputs, outs);
  }

  /** Folds axes. */
  reduce(
    fn: ReduceFn,
    maps: readonly Expr[],
    inputs: readonly Operand[],
    outs: readonly Operand[],
  ): void {
    runReduce(this.runtime, fn, maps, inputs, outs);
  }

  /** Multiplies matrices. */
  matmul(a: Operand, b: Operand, out: Operand, epilogue?: Epilogue): void {
    runMatmul(this.runtime, a, b, out);
    using finish = new Finish(this.runtime, out, epilogue);
    finish.all();
  }

  /** Convolves. */
  conv2d(
    x: Operand,
    w: Operand,
    out: Operand,
    geometry: Conv2DGeometry,
    epilogue?: Epilogue,
  ): void {
    using finish = new Finish(this.runtime, out, epilogue);
    runConv2D(this.runtime, x, w, out, geometry, finish);
    finish.end();
  }

  /** Convolves the other way. */
  conv2dInputGrad(
    dy: Operand,
    w: Operand,
    out: Operand,
    geometry: Conv2DGeometry,
    epilogue?: Epilogue,
  ): void {
    using finish = new Finish(this.runtime, out, epilogue);
    runConv2DInputGrad(this.runtime, dy, w, out, geometry, finish);
    finish.end();
  }

  /** The gradient of a convolution in its kernel. */
  conv2dKernelGrad(
    x: Operand,
    dy: Operand,
    out: Operand,
    geometry: Conv2DGeometry,
  ): void {
    runConv2DKernelGrad(this.runtime, x, dy, out, geometry);
  }

  /** Looks rows up. */
  gather(
    table: Operand,
    indices: Operand,
    out: Operand,
    absent: number,
  ): void {
    runGather(this.runtime, table, indices, out, absent);
  }

  /** Adds rows where indices say. */
  scatterAdd(values: Operand, indices: Operand, out: Operand): void {
    runScatterAdd(this.runtime, values, indices, out);
  }

  /** Draws uniform numbers. */
  random(key: readonly [number, number], counter: number, out: Operand): void {
    runRandom(this.runtime, key, counter, out);
  }

  /** Does nothing: kernels have run when their call returns. */
  flush(): void {}

  /** The threads that have started, and the bytes in use. */
  info(): DeviceInfo & Pick<WasmInfo, "threads"> {
    const { name, bytesInUse } = this;
    return { name, bytesInUse, threads: this.runtime.ready };
  }

  /** Ends the threads and lets go of the memory; buffers are useless from now on. */
  [Symbol.dispose](): void {
    this.#closed = true;
    this.runtime[Symbol.dispose]();
  }

  /** Whether it has been disposed. */
  get closed(): boolean {
    return this.#closed;
  }
}

/** The backend of the CPU: SIMD kernels in WebAssembly, emitted and compiled when they are first used. */

import type {
  Args,
  Backend,
  BackendTraits,
  Buffer,
  Conv2DGeometry,
  DeviceInfo,
  Epilogue,
  Operand,
  RowKernel,
} from "../backend.ts";
import type { Repeating } from "../repeating.ts";
import { WasmBuffer } from "./buffer.ts";
import { checkLength } from "../view.ts";
import { count, oneOf } from "../../config/rows.ts";
import { youngList } from "../../config/young.ts";
import type { Schema } from "../../config/schema.ts";
import { optional } from "../opening.ts";
import {
  runConv2D,
  runConv2DInputGrad,
  runConv2DKernelGrad,
} from "./kernels/conv2d/conv2d.ts";
import { runByRows } from "./kernels/by_rows/by_rows.ts";
import { runElementwise } from "./kernels/elementwise/elementwise.ts";
import { runGather, runScatterAdd } from "./kernels/gather.ts";
import { runMatmul } from "./kernels/gemm/matmul.ts";
import { runRandom } from "./kernels/random.ts";
import { runReduce } from "./kernels/reduce/reduce.ts";
import { MEMORY_NAMES, type RuntimeOptions, WasmRuntime } from "./runtime.ts";
import { FLOAT_BYTES } from "./sizes.ts";
import { WholeRuns } from "./whole_runs.ts";

/**
 * Options of the CPU backend.
 * @category Backends
 */
export interface WasmOptions {
  /** The most threads that compute, the calling one included; by default as many as the processor runs at once. */
  readonly threads?: number;
  /** The most that all tensors together may take; by default what the memory reaches. */
  readonly maximumBytes?: number;
  /**
   * How long addresses are. `"32-bit"`, the default, reaches 4 GiB; `"64-bit"` reaches 16, with the same bits in the results.
   */
  readonly memory?: "32-bit" | "64-bit";
}

/**
 * The bytes in use and the threads.
 * @category Backends
 */
export interface WasmInfo extends DeviceInfo {
  /** The backend's name. */
  readonly name: "wasm";
  /** Threads that compute so far, the calling one included; further ones start when there is much work. */
  readonly threads: number;
  /** Bytes of its memory, in use or not. */
  readonly bytesHeld: number;
  /** How long addresses of its memory are. */
  readonly memory: "32-bit" | "64-bit";
}

/** The kernels that multiply matrices, on the memory of a runtime. */
export type Products = {
  readonly [
    Name in "matmul" | "conv2d" | "conv2dInputGrad" | "conv2dKernelGrad"
  ]: (runtime: WasmRuntime, ...args: Args<Name>) => void;
};

const PRODUCTS: Products = {
  matmul: runMatmul,
  conv2d: runConv2D,
  conv2dInputGrad: runConv2DInputGrad,
  conv2dKernelGrad: runConv2DKernelGrad,
};

/**
 * Float32 tensors in one linear memory. The calling thread computes and, where there is much work, others
 * help. Results do not depend on the number of threads.
 */
export class WasmBackend implements Backend {
  /** The rows of its options. */
  static readonly options: Schema<WasmOptions> = {
    threads: optional(count()),
    maximumBytes: optional(count()),
    memory: oneOf(MEMORY_NAMES, "32-bit"),
  };
  readonly name: string = "wasm";
  /** A kernel could take any number of operands, but each needs registers. */
  readonly traits: BackendTraits = {
    elementBytes: FLOAT_BYTES,
    maxOperands: 16,
    inPlace: true,
  };
  #closed = false;
  /** Memory and code. */
  protected readonly runtime: WasmRuntime;
  readonly repeating: Repeating;
  readonly #products: Products;
  #bytesInUse = 0;

  /** Opens the device; nothing is compiled before the first kernel runs, and no thread started before large work. */
  constructor(options: RuntimeOptions = {}, products: Products = PRODUCTS) {
    this.runtime = new WasmRuntime(options);
    this.repeating = new WholeRuns(this.runtime);
    this.#products = products;
  }

  /** Opens a device of its own. */
  static open({ threads, maximumBytes, memory }: WasmOptions): WasmBackend {
    return new WasmBackend({ threads, maximumBytes, memory });
  }

  get bytesInUse(): number {
    return this.#bytesInUse;
  }

  alloc(length: number): Buffer {
    checkLength(length);
    const bytes = length * FLOAT_BYTES;
    const buffer = new WasmBuffer(this.runtime.memory.allocate(bytes), bytes);
    this.#bytesInUse += bytes;
    return buffer;
  }

  free(buffer: Buffer): void {
    const { address, byteLength } = buffer as WasmBuffer;
    this.runtime.memory.release(address, byteLength);
    this.#bytesInUse -= byteLength;
  }

  write(buffer: Buffer, data: ArrayLike<number>): void {
    const { address } = buffer as WasmBuffer;
    this.runtime.memory.f32.set(data, address / FLOAT_BYTES);
  }

  read(buffer: Buffer, length: number): Promise<Float32Array> {
    const start = (buffer as WasmBuffer).address / FLOAT_BYTES;
    const { f32 } = this.runtime.memory;
    return Promise.resolve(f32.slice(start, start + length));
  }

  peek(buffer: Buffer): Float32Array {
    const { address, byteLength } = buffer as WasmBuffer;
    const { f32 } = this.runtime.memory;
    const start = address / FLOAT_BYTES;
    return f32.subarray(start, start + byteLength / FLOAT_BYTES);
  }

  elementwise(...[exprs, inputs, outs]: Args<"elementwise">): void {
    const parts = partsOf(["elementwise", exprs], inputs, outs);
    this.runtime.repeatable(parts, () => {
      runElementwise(this.runtime, exprs, inputs, outs);
    });
  }

  reduce(...[fn, maps, inputs, outs]: Args<"reduce">): void {
    const parts = partsOf([fn, maps], inputs, outs);
    this.runtime.repeatable(parts, () => {
      runReduce(this.runtime, fn, maps, inputs, outs);
    });
  }

  byRows(kernels: readonly RowKernel[], axes: number): void {
    const parts = [
      "rows",
      axes,
      ...kernels.flatMap(
        ({ fn, exprs, inputs, outs }) =>
          partsOf([fn, exprs, inputs.length], inputs, outs),
      ),
    ];
    this.runtime.repeatable(parts, () => {
      runByRows(this.runtime, kernels, axes);
    });
  }

  matmul(...args: Args<"matmul">): void {
    const [a, b, out, epilogue] = args;
    this.#product(["matmul"], [a, b, out], epilogue, () => {
      this.#products.matmul(this.runtime, ...args);
    });
  }

  conv2d(...args: Args<"conv2d">): void {
    const [x, w, out, geometry, epilogue] = args;
    const settings = ["conv2d", ...numbersOf(geometry)];
    this.#product(settings, [x, w, out], epilogue, () => {
      this.#products.conv2d(this.runtime, ...args);
    });
  }

  conv2dInputGrad(...args: Args<"conv2dInputGrad">): void {
    const [dy, w, out, geometry, epilogue] = args;
    const settings = ["conv2dInputGrad", ...numbersOf(geometry)];
    this.#product(settings, [dy, w, out], epilogue, () => {
      this.#products.conv2dInputGrad(this.runtime, ...args);
    });
  }

  conv2dKernelGrad(...args: Args<"conv2dKernelGrad">): void {
    const [x, dy, out, geometry] = args;
    const settings = ["conv2dKernelGrad", ...numbersOf(geometry)];
    this.#product(settings, [x, dy, out], undefined, () => {
      this.#products.conv2dKernelGrad(this.runtime, ...args);
    });
  }

  gather(...args: Args<"gather">): void {
    runGather(this.runtime, ...args);
  }

  scatterAdd(...args: Args<"scatterAdd">): void {
    runScatterAdd(this.runtime, ...args);
  }

  random(...args: Args<"random">): void {
    runRandom(this.runtime, ...args);
  }

  /** Does nothing: kernels have run when their call returns. */
  flush(): void {}

  /** The threads that have started, and the bytes in use. */
  info(): DeviceInfo & Pick<WasmInfo, "threads" | "bytesHeld" | "memory"> {
    const { name, bytesInUse } = this;
    const { ready: threads, memoryName: memory } = this.runtime;
    const bytesHeld = this.closed
      ? 0
      : this.runtime.memory.memory.buffer.byteLength;
    return { name, bytesInUse, bytesHeld, memory, threads };
  }

  /** Ends the threads and lets go of the memory; buffers are useless from now on. */
  [Symbol.dispose](): void {
    this.#closed = true;
    this.runtime[Symbol.dispose]();
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Runs a kernel; of the same operands at the same addresses, with the same settings, it always does the same. */
  #product(
    settings: unknown[],
    operands: readonly Operand[],
    epilogue: Epilogue | undefined,
    kernel: () => void,
  ): void {
    if (epilogue) settings.push(epilogue.expr);
    const parts = partsOf(settings, operands, epilogue?.operands ?? []);
    this.runtime.repeatable(parts, kernel);
  }
}

/** All that a kernel depends on: its settings, and of its operands views and addresses. */
function partsOf(
  settings: readonly unknown[],
  inputs: readonly Operand[],
  others: readonly Operand[],
): unknown[] {
  const count = inputs.length + others.length;
  const parts = youngList<unknown>(settings.length + 2 * count);
  let at = 0;
  while (at < settings.length) parts[at] = settings[at++];
  for (let i = 0; i < count; i++) {
    const { buffer, view } = i < inputs.length
      ? inputs[i]
      : others[i - inputs.length];
    parts[at++] = view;
    parts[at++] = (buffer as WasmBuffer).address;
  }
  return parts;
}

function numbersOf({ strides, dilations, padding }: Conv2DGeometry): number[] {
  return [...strides, ...dilations, ...padding];
}

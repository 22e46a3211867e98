/** The backend of the graphics card: WGSL kernels, recorded in batches. */

import { flag, oneOf } from "../../config/rows.ts";
import type { Schema } from "../../config/schema.ts";
import type {
  Args,
  Backend,
  BackendTraits,
  Buffer,
  DeviceInfo,
  Journal,
} from "../backend.ts";
import type { DType } from "../dtype.ts";
import type { KernelTimer } from "../kernel_timer.ts";
import { describeAdapter, type DeviceOptions, openDevice } from "./device.ts";
import { runConv2D, runConv2DKernelGrad } from "./kernels/conv2d.ts";
import { runConv2DInputGrad } from "./kernels/conv2d_input_grad.ts";
import { runElementwise } from "./kernels/elementwise.ts";
import { runGather, runScatterAdd } from "./kernels/gather.ts";
import { runMatmul } from "./kernels/matmul.ts";
import { runRandom } from "./kernels/random.ts";
import { ITSELF, runReduce } from "./kernels/reduce.ts";
import { FLOAT_BYTES, type GpuBuffer } from "./pool.ts";
import { Reader } from "./reader.ts";
import { GpuRuntime, type RuntimeOptions } from "./runtime.ts";
import { selfCheck } from "./self_check.ts";
import { write } from "./writer.ts";
import { contiguous } from "../view.ts";

/**
 * How to choose the device.
 * @category Backends
 */
export type WebGPUOptions = DeviceOptions;

/**
 * The device and what it has done so far.
 * @category Backends
 */
export interface WebGPUInfo extends DeviceInfo {
  /** The backend's name. */
  readonly name: "webgpu";
  /** What the device calls itself. */
  readonly adapter: string;
  /** Whether the device is software that computes like a graphics card. */
  readonly isSoftware: boolean;
  /** The device's limits, by WebGPU's names. */
  readonly limits: Readonly<Record<string, number>>;
  /** The device's features, by WebGPU's names. */
  readonly features: readonly string[];
  /** Whether results are read without waiting for a timer. */
  readonly readsAtOnce: boolean;
  /** Kernels recorded. */
  readonly dispatches: number;
  /** Batches of kernels submitted. */
  readonly submits: number;
  /** Kernels compiled. */
  readonly pipelines: number;
  /** Sets of buffers bound. */
  readonly bindGroups: number;
  /** Buffers made on the device, whether in use or not. */
  readonly buffers: number;
  /** Bytes of these buffers. */
  readonly bytesHeld: number;
}

/** Tensors on a WebGPU device. */
export class WebGPUBackend implements Backend {
  /** The rows of its options. */
  static readonly options: Schema<WebGPUOptions> = {
    powerPreference: oneOf(
      ["high-performance", "low-power"],
      "high-performance",
    ),
    allowSoftware: flag(true),
  };
  readonly name = "webgpu";
  /** What its kernels run on. */
  readonly runtime: GpuRuntime;
  readonly #adapter: GPUAdapter;
  readonly #reader: Reader;

  private constructor(adapter: GPUAdapter, runtime: GpuRuntime) {
    this.#adapter = adapter;
    this.runtime = runtime;
    this.#reader = new Reader(runtime);
    this.#reader.probe();
  }

  /**
   * Opens the device and lets it prove that it computes rightly.
   *
   * @throws {DeviceError} of kind `"unavailable"` if there is none, or if it does not compute rightly.
   */
  static async open(
    options: WebGPUOptions & RuntimeOptions = {},
  ): Promise<WebGPUBackend> {
    const { adapter, device } = await openDevice(options);
    const backend = new WebGPUBackend(
      adapter,
      new GpuRuntime(device, options),
    );
    try {
      await selfCheck(backend, describeAdapter(adapter));
    } catch (error) {
      backend[Symbol.dispose]();
      throw error;
    }
    return backend;
  }

  /** Every operand may lie in a buffer of its own. */
  get traits(): BackendTraits {
    return {
      elementBytes: FLOAT_BYTES,
      maxOperands: this.runtime.limits.maxStorageBuffersPerShaderStage,
      hasFloat16: this.runtime.device.features.has("shader-f16"),
      inPlace: true,
    };
  }

  get journal(): Journal {
    return this.runtime.journal;
  }

  get bytesInUse(): number {
    return this.runtime.pool.bytesInUse;
  }

  get closed(): boolean {
    return this.runtime.faults.isOver;
  }

  info(): WebGPUInfo {
    const { device, pool, recorder } = this.runtime;
    const limits: Record<string, number> = {};
    for (const name in device.limits) {
      const value: unknown = Reflect.get(device.limits, name);
      if (typeof value === "number") limits[name] = value;
    }
    return {
      name: this.name,
      bytesInUse: this.bytesInUse,
      bytesHeld: pool.bytesHeld,
      adapter: describeAdapter(this.#adapter),
      isSoftware: this.#adapter.info.isFallbackAdapter,
      limits,
      features: [...device.features],
      readsAtOnce: this.#reader.isFast,
      dispatches: recorder.dispatches,
      submits: recorder.submits,
      pipelines: recorder.pipelines.pipelinesMade,
      bindGroups: recorder.pipelines.groupsMade,
      buffers: pool.created,
    };
  }

  timer(): KernelTimer | undefined {
    return this.runtime.recorder.time();
  }

  alloc(length: number, dtype?: DType): Buffer {
    return this.runtime.pool.allocate(length, dtype);
  }

  free(buffer: Buffer): void {
    this.runtime.pool.release(buffer as GpuBuffer);
  }

  write(buffer: Buffer, data: ArrayLike<number>): void {
    const to = buffer as GpuBuffer;
    if (to.dtype === "float32") return write(this.runtime, to, data);
    using wide = this.runtime.scratch(data.length);
    write(this.runtime, wide, data);
    this.#copy(wide, to, data.length);
  }

  read(buffer: Buffer, length: number): Promise<Float32Array> {
    const from = buffer as GpuBuffer;
    if (from.dtype === "float32") return this.#reader.read(from, length);
    using wide = this.runtime.scratch(length);
    this.#copy(from, wide, length);
    return this.#reader.read(wide, length);
  }

  /** Copies the first elements of memory to memory of another type. */
  #copy(from: GpuBuffer, to: GpuBuffer, length: number): void {
    const view = contiguous([length]);
    this.elementwise(ITSELF, [{ buffer: from, view }], [{ buffer: to, view }]);
  }

  elementwise(...args: Args<"elementwise">): void {
    runElementwise(this.runtime, ...args);
  }

  reduce(...args: Args<"reduce">): void {
    runReduce(this.runtime, ...args);
  }

  matmul(...args: Args<"matmul">): void {
    runMatmul(this.runtime, ...args);
  }

  conv2d(...args: Args<"conv2d">): void {
    runConv2D(this.runtime, ...args);
  }

  conv2dInputGrad(...args: Args<"conv2dInputGrad">): void {
    runConv2DInputGrad(this.runtime, ...args);
  }

  conv2dKernelGrad(...args: Args<"conv2dKernelGrad">): void {
    runConv2DKernelGrad(this.runtime, ...args);
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

  flush(): void {
    this.runtime.recorder.flush();
  }

  /** Lets go of the device; buffers are useless from now on. */
  [Symbol.dispose](): void {
    this.#reader[Symbol.dispose]();
    this.runtime[Symbol.dispose]();
  }
}

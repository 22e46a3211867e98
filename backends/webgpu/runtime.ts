/** What kernels run on: the device, its memory and its commands. */

import type { Operand } from "../backend.ts";
import { Faults } from "./faults.ts";
import { GpuJournal } from "./journal.ts";
import { Plans } from "./plans.ts";
import { BufferPool, type GpuBuffer } from "./pool.ts";
import { Recorder } from "./recorder.ts";
import { TUNING, type Tuning } from "./tuning.ts";

/** Limits that a runtime can be told to stay below, by WebGPU's names, so that one device can stand for all in tests. */
export interface RuntimeLimits {
  /** Workgroups in one dimension of a dispatch. */
  readonly maxComputeWorkgroupsPerDimension: number;
  /** Buffers that a kernel uses. */
  readonly maxStorageBuffersPerShaderStage: number;
}

/** How a device is used. */
export interface RuntimeOptions {
  /** Whether to submit and check each kernel on its own, so that errors tell which one it was; slow. */
  readonly debug?: boolean;
  /** Limits lower than the device's own. */
  readonly limits?: Partial<RuntimeLimits>;
  /** What is to differ from the usual tuning. */
  readonly tuning?: Partial<Tuning>;
}

/** An open device. */
export class GpuRuntime implements Disposable {
  readonly device: GPUDevice;
  readonly faults: Faults;
  readonly pool: BufferPool;
  readonly recorder: Recorder;
  readonly journal: GpuJournal;
  readonly plans: Plans = new Plans();
  readonly tuning: Tuning;
  /** The most buffers that a kernel can bind. */
  readonly mostBuffers: number;
  readonly #mostWorkgroups: number;

  /** Takes over a device. */
  constructor(device: GPUDevice, options: RuntimeOptions = {}) {
    const { debug = false, limits = {}, tuning = {} } = options;
    this.device = device;
    this.tuning = { ...TUNING, ...tuning };
    const all = { ...limitsOf(device), ...limits };
    this.mostBuffers = all.maxStorageBuffersPerShaderStage;
    this.#mostWorkgroups = all.maxComputeWorkgroupsPerDimension;
    this.faults = new Faults(device);
    this.pool = new BufferPool(device, this.faults);
    const unsure = () => this.pool.unsure;
    this.recorder = new Recorder(device, this.faults, debug, unsure);
    this.journal = new GpuJournal(this.faults, this.pool, this.recorder);
  }

  get limits(): GPUSupportedLimits {
    return this.device.limits;
  }

  /** Memory for `length` elements of a kernel's own: dispose of it when the kernel has been recorded. */
  scratch(length: number): GpuBuffer {
    return this.pool.allocate(length);
  }

  /**
   * A grid of at least `count` workgroups. The number of a workgroup is `id.y * grid.x + id.x`, `grid` being
   * `num_workgroups`, and kernels skip those from `count` on.
   */
  grid(count: number): [number, number, number] {
    const rows = Math.max(1, Math.ceil(count / this.#mostWorkgroups));
    return [Math.ceil(count / rows), rows, 1];
  }

  [Symbol.dispose](): void {
    this.faults.close();
    this.recorder[Symbol.dispose]();
    this.pool[Symbol.dispose]();
    this.device.destroy();
  }
}

/** The GPU's buffer of an operand. */
export function bufferOf({ buffer }: Operand): GpuBuffer {
  return buffer as GpuBuffer;
}

function limitsOf({ limits }: GPUDevice): RuntimeLimits {
  const { maxComputeWorkgroupsPerDimension, maxStorageBuffersPerShaderStage } =
    limits;
  return { maxComputeWorkgroupsPerDimension, maxStorageBuffersPerShaderStage };
}

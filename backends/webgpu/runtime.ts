/** What kernels run on: device, memory and recorder in one. */

import type { Operand } from "../backend.ts";
import { Faults } from "./faults.ts";
import { BufferPool, type GpuBuffer } from "./pool.ts";
import { Recorder } from "./recorder.ts";

/** Workgroups in one dimension of a dispatch: what every device takes. */
const MOST_WORKGROUPS = 65535;

/** An open device. */
export class GpuRuntime implements Disposable {
  /** The device itself. */
  readonly device: GPUDevice;
  /** Its errors. */
  readonly faults: Faults;
  /** Its memory. */
  readonly pool: BufferPool;
  /** Its commands. */
  readonly recorder: Recorder;

  /** Takes over a device; with `debug` each kernel is checked on its own. */
  constructor(device: GPUDevice, options: { debug?: boolean } = {}) {
    const { debug = false } = options;
    this.device = device;
    this.faults = new Faults(device);
    this.pool = new BufferPool(device, this.faults);
    this.recorder = new Recorder(device, this.faults, debug);
  }

  /** What the device can do. */
  get limits(): GPUSupportedLimits {
    return this.device.limits;
  }

  /** Memory for `length` elements that a kernel needs for itself: dispose of it when the kernel has been recorded. */
  scratch(length: number): GpuBuffer {
    return this.pool.allocate(length);
  }

  /** Lets go of everything. */
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

/**
 * A grid of at least `count` workgroups. The number of a workgroup is `id.y * ${grid[0]}u + id.x`, and kernels skip
 * those from `count` on.
 */
export function foldWorkgroups(count: number): [number, number, number] {
  const rows = Math.max(1, Math.ceil(count / MOST_WORKGROUPS));
  return [Math.ceil(count / rows), rows, 1];
}

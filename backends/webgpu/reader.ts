/** Copies memory back from the GPU. */

import { DeviceError } from "../../config/errors.ts";
import { FLOAT_BYTES, type GpuBuffer } from "./pool.ts";
import type { GpuRuntime } from "./runtime.ts";

const STAGING_USAGE = 0x0001 /* MAP_READ */ | 0x0008 /* COPY_DST */;
const MAP_READ = 0x0001;
const LEAST_STAGING = 65536;

/**
 * Reads buffers. Deno maps the buffer before `mapAsync` returns its promise, but takes 10 ms or more to resolve it; so a
 * probe finds out whether the mapped range can be read at once.
 */
export class Reader {
  readonly #runtime: GpuRuntime;
  #isFast = false;
  #staging: GPUBuffer | undefined;

  /** A reader that awaits, until `probe` has found that it need not. */
  constructor(runtime: GpuRuntime) {
    this.#runtime = runtime;
  }

  /** Whether reads do without waiting. */
  get isFast(): boolean {
    return this.#isFast;
  }

  /** Finds out whether a known value comes back at once. */
  probe(): void {
    const { pool, device } = this.#runtime;
    using buffer = pool.allocate(2);
    const known = Float32Array.of(0.5, 12345);
    device.queue.writeBuffer(buffer.block.raw, 0, known);
    try {
      const values = this.#readNow(buffer, known.length);
      this.#isFast = values.every((value, i) => value === known[i]);
    } catch {
      this.#isFast = false;
    }
  }

  /** The first elements of a buffer, once everything recorded has run without errors. */
  async read(buffer: GpuBuffer, length: number): Promise<Float32Array> {
    const { recorder, faults } = this.#runtime;
    let values = new Float32Array();
    try {
      if (length === 0) recorder.flush();
      else if (this.#isFast) values = this.#readNow(buffer, length);
      else values = await this.#readLater(buffer, length);
    } catch (error) {
      // A lost device tells so in a task of its own.
      await new Promise((resolve) => setTimeout(resolve, 0));
      await faults.check();
      throw new DeviceError(
        "validation",
        `Cannot read ${length} numbers from the GPU: expected a buffer that can be mapped, received ${
          (error as Error).message
        }`,
        { cause: error },
      );
    }
    await faults.check();
    return values;
  }

  [Symbol.dispose](): void {
    this.#staging?.destroy();
  }

  #readNow(buffer: GpuBuffer, length: number): Float32Array<ArrayBuffer> {
    const bytes = length * FLOAT_BYTES;
    const staging = this.#stagingFor(bytes);
    this.#copy(buffer, staging, bytes);
    // Not awaited: a failure shows in the next line.
    staging.mapAsync(MAP_READ, 0, bytes).catch(() => {});
    return takeMapped(staging, bytes);
  }

  async #readLater(
    buffer: GpuBuffer,
    length: number,
  ): Promise<Float32Array<ArrayBuffer>> {
    const bytes = length * FLOAT_BYTES;
    const staging = this.#make(bytes, false);
    try {
      this.#copy(buffer, staging, bytes);
      await staging.mapAsync(MAP_READ, 0, bytes);
      return takeMapped(staging, bytes);
    } finally {
      staging.destroy();
    }
  }

  #copy({ block }: GpuBuffer, staging: GPUBuffer, bytes: number): void {
    this.#runtime.recorder.flush((encoder) =>
      encoder.copyBufferToBuffer(block.raw, 0, staging, 0, bytes)
    );
  }

  #stagingFor(bytes: number): GPUBuffer {
    if (this.#staging && this.#staging.size >= bytes) return this.#staging;
    this.#staging?.destroy();
    const size = 2 ** Math.ceil(Math.log2(Math.max(bytes, LEAST_STAGING)));
    const { maxBufferSize } = this.#runtime.limits;
    return this.#staging = this.#make(Math.min(size, maxBufferSize - 3), true);
  }

  /** `getMappedRange` without waiting works only for buffers that have been mapped before. */
  #make(bytes: number, mappedAtCreation: boolean): GPUBuffer {
    const buffer = this.#runtime.device.createBuffer({
      label: "staging",
      size: bytes - bytes % FLOAT_BYTES,
      usage: STAGING_USAGE,
      mappedAtCreation,
    });
    if (mappedAtCreation) buffer.unmap();
    return buffer;
  }
}

function takeMapped(
  staging: GPUBuffer,
  bytes: number,
): Float32Array<ArrayBuffer> {
  const values = new Float32Array(staging.getMappedRange(0, bytes).slice(0));
  staging.unmap();
  return values;
}

/** What a program asks of the graphics card, counted by standing between it and WebGPU, whatever library it uses. */

import { type Accesses, accessesOf, sharedBytesOf } from "./wgsl.ts";

/** What was asked for between two moments, by what a table calls it. */
export const COUNTS = {
  dispatches: "dispatches",
  passes: "passes",
  commandBuffers: "command buffers",
  submits: "submits",
  copies: "copies and fills",
  bytesRead: "MB bound to be read",
  bytesWritten: "MB bound to be written",
  sharedBytes: "most KB of a workgroup",
  bindGroups: "bind groups made",
  pipelines: "pipelines made",
  buffers: "buffers made",
  writes: "writes by the queue",
  uniformBytes: "bytes of them to uniforms",
  otherBytes: "bytes of them to others",
} as const;

/** What can be counted. */
export type Count = keyof typeof COUNTS;
/** What was counted. */
export type GpuCounts = Record<Count, number>;

function nothing(): GpuCounts {
  const names = Object.keys(COUNTS) as Count[];
  return Object.fromEntries(names.map((name) => [name, 0])) as GpuCounts;
}

/** What a shader declares. */
interface Shader {
  readonly accesses: Accesses;
  readonly sharedBytes: number;
}

/** What an open pass has been told. */
interface Pass {
  pipeline?: GPUComputePipeline;
  readonly groups: Map<number, GPUBindGroup>;
}

/** Counts all that is asked of any device, from its beginning until it is disposed of. */
export class GpuCounter implements Disposable {
  /** Whether kernels are only counted, not run: what they would compute has no part in the counts. */
  isDry = false;
  #counts = nothing();
  readonly #restores: (() => void)[] = [];
  readonly #shaders = new WeakMap<object, Shader>();
  /** The bytes of each binding. */
  readonly #groups = new WeakMap<GPUBindGroup, ReadonlyMap<number, number>>();
  readonly #passes = new WeakMap<GPUComputePassEncoder, Pass>();

  /** Begins; it has to see the kernels being made that it is to count. */
  constructor() {
    this.#watchDevice(GPUDevice.prototype);
    this.#watchEncoder(GPUCommandEncoder.prototype);
    this.#watchPass(GPUComputePassEncoder.prototype);
    this.#watchQueue(GPUQueue.prototype);
  }

  /** The counts since the last call. */
  take(): GpuCounts {
    const counts = this.#counts;
    this.#counts = nothing();
    return counts;
  }

  [Symbol.dispose](): void {
    for (const restore of this.#restores.splice(0)) restore();
  }

  #watchDevice(device: GPUDevice): void {
    this.#after(device, "createShaderModule", (module, [{ code }]) => {
      const accesses = accessesOf(code), sharedBytes = sharedBytesOf(code);
      this.#shaders.set(module, { accesses, sharedBytes });
    });
    const note = (pipeline: object, { module }: GPUProgrammableStage) => {
      this.#counts.pipelines++;
      this.#shaders.set(pipeline, this.#shaders.get(module)!);
    };
    this.#after(
      device,
      "createComputePipeline",
      (pipeline, [{ compute }]) => note(pipeline, compute),
    );
    this.#after(device, "createComputePipelineAsync", (made, [{ compute }]) => {
      made.then((pipeline) => note(pipeline, compute), () => {});
    });
    this.#after(device, "createBindGroup", (group, [{ entries }]) => {
      const bytes = Array.from(
        entries,
        ({ binding, resource }) => [binding, bytesOf(resource)] as const,
      );
      this.#groups.set(group, new Map(bytes));
      this.#counts.bindGroups++;
    });
    this.#after(device, "createBuffer", (_, [made]) => {
      const isUpload = made.mappedAtCreation &&
        !(made.usage & GPUBufferUsage.MAP_READ);
      this.#counts.buffers++;
      if (isUpload) this.#countWrite(made.usage, made.size);
    });
  }

  #watchEncoder(encoder: GPUCommandEncoder): void {
    const counts = () => this.#counts;
    this.#after(encoder, "beginComputePass", (pass) => {
      this.#passes.set(pass, { groups: new Map() });
      counts().passes++;
    });
    this.#after(encoder, "finish", () => counts().commandBuffers++);
    this.#after(encoder, "copyBufferToBuffer", () => counts().copies++);
    this.#after(encoder, "clearBuffer", () => counts().copies++);
  }

  #watchPass(pass: GPUComputePassEncoder): void {
    const of = (pass: GPUComputePassEncoder) => this.#passes.get(pass)!;
    this.#after(pass, "setPipeline", (_, [pipeline], pass) => {
      of(pass).pipeline = pipeline;
    });
    this.#after(pass, "setBindGroup", (_, [index, group], pass) => {
      if (group) of(pass).groups.set(index, group);
    });
    const count = (pass: GPUComputePassEncoder) => this.#countKernel(of(pass));
    const isSkipped = () => this.isDry;
    this.#after(
      pass,
      "dispatchWorkgroups",
      (_, __, pass) => count(pass),
      isSkipped,
    );
  }

  #watchQueue(queue: GPUQueue): void {
    this.#after(queue, "submit", () => this.#counts.submits++);
    this.#after(queue, "writeBuffer", (_, [buffer, , data, from = 0, size]) => {
      const unit = "BYTES_PER_ELEMENT" in data
        ? Number(data.BYTES_PER_ELEMENT)
        : 1;
      const count = size ?? data.byteLength / unit - from;
      this.#countWrite(buffer.usage, count * unit);
    });
  }

  #countWrite(usage: number, bytes: number): void {
    const isUniform = (usage & GPUBufferUsage.UNIFORM) !== 0;
    this.#counts.writes++;
    this.#counts[isUniform ? "uniformBytes" : "otherBytes"] += bytes;
  }

  #countKernel({ pipeline, groups }: Pass): void {
    const counts = this.#counts;
    const { accesses, sharedBytes } = this.#shaders.get(pipeline!)!;
    counts.dispatches++;
    counts.sharedBytes = Math.max(counts.sharedBytes, sharedBytes);
    for (const { group, binding, isRead, isWritten } of accesses) {
      const bytes = this.#groups.get(groups.get(group)!)?.get(binding) ?? 0;
      if (isRead) counts.bytesRead += bytes;
      if (isWritten) counts.bytesWritten += bytes;
    }
  }

  /** Lets `see` see what a method gave, what it was given, and of what it was called; unless it is skipped, it is called. */
  #after<T extends object, K extends keyof T>(
    prototype: T,
    name: K,
    see: T[K] extends (...args: infer A) => infer R
      ? (result: R, args: A, on: T) => void
      : never,
    isSkipped: () => boolean = () => false,
  ): void {
    const original = prototype[name] as (...args: unknown[]) => unknown;
    const put = (value: unknown) =>
      Object.defineProperty(prototype, name, {
        ...{ configurable: true, writable: true, value },
      });
    put(function (this: T, ...args: unknown[]): unknown {
      const result = isSkipped() ? undefined : original.apply(this, args);
      Reflect.apply(see, undefined, [result, args, this]);
      return result;
    });
    this.#restores.push(() => put(original));
  }
}

/** The bytes of a binding. */
function bytesOf(resource: GPUBindingResource): number {
  if (resource instanceof GPUBuffer) return resource.size;
  if (!("buffer" in resource)) return 0;
  const { buffer, offset = 0, size = buffer.size - offset } = resource;
  return size;
}

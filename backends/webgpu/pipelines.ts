/** Pipelines, layouts and bind groups, each made once. */

import type { GpuBuffer } from "./pool.ts";

/** How a kernel uses a buffer. */
export type Access = "read" | "read_write";

/** A buffer that a kernel uses. */
export interface Binding {
  /** The memory. */
  readonly buffer: GpuBuffer;
  /** What is done with it. */
  readonly access: Access;
}

/** The most pipelines and bind groups that are kept: shapes that keep changing must not fill the memory. */
const MOST_PIPELINES = 4096;
const MOST_GROUPS = 8192;

/** What a pipeline is made from. */
export interface PipelineRequest {
  /** What it is called in messages. */
  readonly label: string;
  /** Equal keys mean equal code. */
  readonly key: string;
  /** The WGSL, whose entry point is `main`. */
  readonly code: () => string;
  /** What is at `@group(0)`. */
  readonly bindings: readonly Binding[];
  /** Vectors of parameters at `@group(1)`. */
  readonly vectors: number;
}

/** The caches of one device. */
export class Pipelines {
  readonly #device: GPUDevice;
  readonly #pipelines = new Map<string, GPUComputePipeline>();
  readonly #layouts = new Map<string, GPUBindGroupLayout>();
  readonly #groups = new Map<string, GPUBindGroup>();
  #pipelinesMade = 0;
  #groupsMade = 0;

  /** Empty caches. */
  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** How many pipelines have been made. */
  get pipelinesMade(): number {
    return this.#pipelinesMade;
  }

  /** How many bind groups have been made. */
  get groupsMade(): number {
    return this.#groupsMade;
  }

  /** The pipeline for a kernel. */
  pipeline(request: PipelineRequest): GPUComputePipeline {
    const access = accessOf(request.bindings);
    const key = `${access} ${request.vectors} ${request.key}`;
    const known = this.#pipelines.get(key);
    if (known) return known;
    if (this.#pipelines.size >= MOST_PIPELINES) this.#pipelines.clear();
    const { label } = request;
    const layouts = [this.#storageLayout(access)];
    if (request.vectors > 0) layouts.push(this.paramsLayout(request.vectors));
    const pipeline = this.#device.createComputePipeline({
      label,
      layout: this.#device.createPipelineLayout({
        label,
        bindGroupLayouts: layouts,
      }),
      compute: {
        module: this.#device.createShaderModule({
          label,
          code: request.code(),
        }),
        entryPoint: "main",
      },
    });
    this.#pipelinesMade++;
    this.#pipelines.set(key, pipeline);
    return pipeline;
  }

  /** The bind group of buffers. */
  group(bindings: readonly Binding[]): GPUBindGroup {
    const access = accessOf(bindings);
    const ids = bindings.map(({ buffer }) => buffer.block.id).join();
    return this.#group(`${access} ${ids}`, () => ({
      layout: this.#storageLayout(access),
      entries: bindings.map(({ buffer }, binding) => ({
        binding,
        resource: { buffer: buffer.block.raw },
      })),
    }));
  }

  /** The bind group of so many vectors of parameters in a ring. */
  paramsGroup(ring: GPUBuffer, vectors: number): GPUBindGroup {
    return this.#group(`params ${vectors}`, () => ({
      layout: this.paramsLayout(vectors),
      entries: [{
        binding: 0,
        resource: { buffer: ring, size: vectors * 16 },
      }],
    }));
  }

  /** The layout of `@group(1)` with so many vectors. */
  paramsLayout(vectors: number): GPUBindGroupLayout {
    return this.#layout(`params ${vectors}`, [{
      binding: 0,
      visibility: GPUShaderStage.COMPUTE,
      buffer: {
        type: "uniform",
        hasDynamicOffset: true,
        minBindingSize: vectors * 16,
      },
    }]);
  }

  #storageLayout(access: string): GPUBindGroupLayout {
    return this.#layout(
      access,
      [...access].map((letter, binding) => ({
        binding,
        visibility: GPUShaderStage.COMPUTE,
        buffer: { type: letter === "r" ? "read-only-storage" : "storage" },
      })),
    );
  }

  #layout(
    key: string,
    entries: GPUBindGroupLayoutEntry[],
  ): GPUBindGroupLayout {
    const known = this.#layouts.get(key);
    if (known) return known;
    const layout = this.#device.createBindGroupLayout({ label: key, entries });
    this.#layouts.set(key, layout);
    return layout;
  }

  #group(key: string, describe: () => GPUBindGroupDescriptor): GPUBindGroup {
    const known = this.#groups.get(key);
    if (known) return known;
    if (this.#groups.size >= MOST_GROUPS) this.#groups.clear();
    const group = this.#device.createBindGroup(describe());
    this.#groupsMade++;
    this.#groups.set(key, group);
    return group;
  }
}

/** One letter for each binding. */
function accessOf(bindings: readonly Binding[]): string {
  return bindings.map(({ access }) => access === "read" ? "r" : "w").join("");
}

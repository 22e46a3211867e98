/** Records dispatches into one open compute pass and submits them together. */

import type { Faults } from "./faults.ts";
import type { Block } from "./block.ts";
import { type Binding, Pipelines } from "./pipelines.ts";
import { PassTimer } from "./timer.ts";

/** One run of a kernel. */
export interface Dispatch {
  /** What it is called in messages: the operation and its shapes. */
  readonly label: string;
  /** Equal keys mean equal code. */
  readonly key: string;
  /** The WGSL, whose entry point is `main`. */
  readonly code: () => string;
  /** In the order of `@group(0) @binding(i)`; no buffer twice if any of them is written. */
  readonly bindings: readonly Binding[];
  /** How many workgroups; with none of them nothing happens. */
  readonly workgroups: readonly [number, number, number];
  /** Words that change from call to call: `@group(1) @binding(0) var<uniform> params: array<vec4<u32>, N>`. */
  readonly params?: readonly number[];
}

/** Words between the parameters of two dispatches: the alignment that WebGPU asks for by default. */
export const SLOT_WORDS = 64;
const SLOT_BYTES = 4 * SLOT_WORDS;
const RING_BYTES = 65536;
/** Dispatches after which a batch is submitted. */
const MOST_DISPATCHES = 256;

/** The open batch of commands of one device. */
export class Recorder {
  /** Pipelines and bind groups, which outlive the batches. */
  readonly pipelines: Pipelines;
  readonly #device: GPUDevice;
  readonly #faults: Faults;
  readonly #debug: boolean;
  readonly #unsure: () => Iterable<Block>;
  /** Called when a batch has been submitted. */
  onSubmit: () => void = () => {};
  #timer: PassTimer | undefined;
  readonly #ring: GPUBuffer;
  /** What the ring holds, or will once the batch is submitted. */
  readonly #words = new Uint32Array(RING_BYTES / 4);
  #ringBytes = 0;
  /** The words that differ from what the ring holds lie in here; none if the end is 0. */
  #changedFrom = Infinity;
  #changedTo = 0;
  #encoder: GPUCommandEncoder | undefined;
  #pass: GPUComputePassEncoder | undefined;
  #pipeline: GPUComputePipeline | undefined;
  #recorded = 0;
  #batch = 0;
  #dispatches = 0;
  #submits = 0;

  /**
   * A recorder with an empty batch. With `debug` each dispatch is submitted alone, so that errors have its name. While one
   * of the blocks that `unsure` gives may be missing, a batch fails as a whole: what it reads may never have been written.
   */
  constructor(
    device: GPUDevice,
    faults: Faults,
    debug: boolean,
    unsure: () => Iterable<Block> = () => [],
  ) {
    this.#device = device;
    this.#unsure = unsure;
    this.#faults = faults;
    this.#debug = debug;
    this.pipelines = new Pipelines(device);
    this.#ring = device.createBuffer({
      label: "parameters",
      size: RING_BYTES,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
  }

  /** The number of the open batch. */
  get batch(): number {
    return this.#batch;
  }

  /** Dispatches recorded so far. */
  get dispatches(): number {
    return this.#dispatches;
  }

  /** Batches submitted so far. */
  get submits(): number {
    return this.#submits;
  }

  /** Times each dispatch, which is then a batch of its own, until the timer is stopped. */
  time(): PassTimer | undefined {
    if (!this.#device.features.has("timestamp-query")) return undefined;
    this.flush();
    return this.#timer = new PassTimer(
      this.#device,
      () => this.#timer = undefined,
    );
  }

  /** Adds a run of a kernel to the batch. */
  dispatch(dispatch: Dispatch): void {
    if (dispatch.workgroups.includes(0)) return;
    const { params = [] } = dispatch;
    const vectors = vectorsFor(params.length);
    if (this.#ringBytes + vectors * 16 > RING_BYTES) this.flush();

    const pass = this.#open(dispatch.label);
    const pipeline = this.pipelines.pipeline({ ...dispatch, vectors });
    if (pipeline !== this.#pipeline) pass.setPipeline(pipeline);
    this.#pipeline = pipeline;
    pass.setBindGroup(0, this.pipelines.group(dispatch.bindings));
    if (vectors > 0) {
      const group = this.pipelines.paramsGroup(this.#ring, vectors);
      pass.setBindGroup(1, group, [this.#store(params)]);
    }
    pass.dispatchWorkgroups(...dispatch.workgroups);
    for (const { buffer: { block }, access } of dispatch.bindings) {
      block.batch = this.#batch;
      if (access === "read_write") overwrite(block);
    }
    this.#dispatches++;
    const isAlone = this.#debug || this.#timer !== undefined;
    if (++this.#recorded >= MOST_DISPATCHES || isAlone) this.flush();
  }

  /** Submits the batch, followed by a copy if one is asked for. */
  flush(copy?: (encoder: GPUCommandEncoder) => void): void {
    if (!this.#pass && !copy) return;
    this.#pass?.end();
    const encoder = this.#encoder ?? this.#device.createCommandEncoder();
    const unsure = [...this.#unsure()];
    const isScoped = this.#pass !== undefined || unsure.length > 0;
    if (!this.#pass && isScoped) this.#faults.enter();
    for (const { raw } of unsure) encoder.clearBuffer(raw, 0, 0);
    copy?.(encoder);
    if (this.#changedTo > 0) {
      const [from, to] = [this.#changedFrom, this.#changedTo];
      const words = this.#words.subarray(from, to);
      this.#device.queue.writeBuffer(this.#ring, 4 * from, words);
      this.#changedFrom = Infinity;
      this.#changedTo = 0;
    }
    this.#device.queue.submit([encoder.finish()]);
    if (isScoped) this.#faults.leave();
    this.#encoder = this.#pass = this.#pipeline = undefined;
    this.#ringBytes = this.#recorded = 0;
    this.#batch++;
    this.#submits++;
    this.onSubmit();
  }

  [Symbol.dispose](): void {
    this.flush();
    this.#ring.destroy();
  }

  #open(label: string): GPUComputePassEncoder {
    if (this.#pass) return this.#pass;
    this.#faults.enter(this.#debug ? label : undefined);
    this.#encoder = this.#device.createCommandEncoder({ label });
    const timestampWrites = this.#timer?.next();
    return this.#pass = this.#encoder.beginComputePass({
      label,
      ...timestampWrites && { timestampWrites },
    });
  }

  /** Puts parameters into the next slot, where an equal step before has left the same; returns its offset. */
  #store(params: readonly number[]): number {
    const offset = this.#ringBytes, first = offset / 4;
    for (let i = 0; i < params.length; i++) {
      const at = first + i, word = params[i] >>> 0;
      if (this.#words[at] === word) continue;
      this.#words[at] = word;
      if (at < this.#changedFrom) this.#changedFrom = at;
      if (at >= this.#changedTo) this.#changedTo = at + 1;
    }
    const bytes = params.length * 4;
    this.#ringBytes += Math.ceil(bytes / SLOT_BYTES) * SLOT_BYTES;
    return offset;
  }
}

/** Notes that a block holds no longer what was written to it. */
function overwrite(block: Block): void {
  if (!block.content) return;
  block.content.isSpoiled = true;
  block.content = undefined;
}

/** The vectors of parameters to bind for this many words: whole slots, so that kernels share layouts. */
export function vectorsFor(words: number): number {
  return Math.ceil(words / SLOT_WORDS) * SLOT_WORDS / 4;
}

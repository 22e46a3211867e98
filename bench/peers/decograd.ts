/** decograd itself: single kernels by what lies under the public ops, all else as its users call it. */

import * as dg from "../../mod.ts";
import {
  conv2dByPlan,
  conv2dKernelGrad,
  type Conv2DPlan,
} from "../../autograd/ops/convolution.ts";
import { WebGPUBackend } from "../../backends/webgpu/backend.ts";
import config from "../../deno.json" with { type: "json" };
import type { Peer, Prepared } from "../contest/peer.ts";
import { dataOf, type Task } from "../contest/workloads.ts";

/**
 * Runs of one kernel on a graphics card between two submissions; their outputs live until then. All else is submitted
 * run by run, as steps are: fused with the next one it would do what no training does.
 */
const KERNELS_A_SUBMIT = 8;

/** What a run computes, and what it changes. */
interface Computation {
  readonly run: () => dg.Tensor[];
  readonly changed: readonly dg.layers.Variable[];
}

/** Opens a backend, with as many threads as are asked for or as it likes; wasm with a memory of that kind. */
export async function openDecograd(
  name: dg.BackendName,
  threads?: number,
  memory: "32-bit" | "64-bit" = "32-bit",
): Promise<Peer> {
  const counted = threads ? { threads } : {};
  const backend: dg.Backend = name === "wasm"
    ? await dg.setBackend(name, { ...counted, memory })
    : await dg.setBackend(name, counted);
  const gpu = gpuOf(backend);
  const { core } = { core: undefined, ...dg.backendInfo() };
  return {
    // What a BLAS takes the processor for may be another one's speed.
    version: core ? `${config.version}, code for ${core}` : config.version,
    ...(gpu ? { gpu } : {}),
    flush: () => backend.flush(),
    prepare: (task) => Promise.resolve(new Run(backend, gpu, task)),
  };
}

/** The device of a backend, or of the one that it is around. */
function gpuOf(
  backend: dg.Backend & { readonly inner?: dg.Backend },
): GPUDevice | undefined {
  const { inner = backend } = backend;
  return inner instanceof WebGPUBackend ? inner.runtime.device : undefined;
}

/** A task on a backend. */
class Run implements Prepared {
  readonly #backend: dg.Backend;
  readonly #operands: dg.Tensor[];
  readonly #computation: Computation;
  readonly #gpu: GPUDevice | undefined;
  readonly #runsASubmit: number;
  #outputs: dg.Tensor[] = [];
  #runs = 0;

  constructor(backend: dg.Backend, gpu: GPUDevice | undefined, task: Task) {
    this.#backend = backend;
    this.#gpu = gpu;
    this.#runsASubmit = gpu && isKernel(task) ? KERNELS_A_SUBMIT : 1;
    this.#operands = [task.x, task.w, task.y]
      .map((shape, i) => dg.tensor(dataOf(shape, i + 1), shape));
    this.#computation = computationOf(task, this.#operands);
  }

  run(): void {
    this.#compute();
    if (++this.#runs === this.#runsASubmit) this.#submit();
  }

  async settle(): Promise<void> {
    this.#submit();
    await this.#gpu?.queue.onSubmittedWorkDone();
  }

  async results(): Promise<ArrayLike<number>[]> {
    this.#compute();
    const changed = this.#computation.changed.map(({ value }) => value);
    const data: ArrayLike<number>[] = [];
    for (const y of [...this.#outputs, ...changed]) data.push(await y.data());
    this.#submit();
    return data;
  }

  [Symbol.dispose](): void {
    this.#submit();
    const { changed } = this.#computation;
    for (const one of [...this.#operands, ...changed]) one[Symbol.dispose]();
  }

  #compute(): void {
    using scope = new dg.Scope();
    const outputs = this.#computation.run();
    this.#outputs.push(...outputs.map((output) => scope.keep(output)));
  }

  /** Outputs are freed after their work is submitted: what nobody can see any more need not be computed. */
  #submit(): void {
    this.#runs = 0;
    this.#backend.flush();
    for (const output of this.#outputs) output[Symbol.dispose]();
    this.#outputs = [];
  }
}

function isKernel({ kind, op }: Task): boolean {
  return (kind === "conv" || kind === "dense") && op !== "step" &&
    op !== "train";
}

function computationOf(task: Task, operands: dg.Tensor[]): Computation {
  const [x, w, dy] = operands;
  if (task.kind === "adam") {
    const weight = new dg.layers.Variable(w);
    const adam = new dg.optimizers.Adam();
    return {
      run: () => (adam.apply([dy], [weight]), []),
      changed: [weight],
    };
  }
  if (task.op === "train") return trainingOf(task, operands);
  if (task.kind === "norm") {
    const layer = new dg.layers.BatchNormalization();
    const forward = () => layer.apply(x, { training: true });
    const sources = () => [x, ...layer.trainableVariables];
    return {
      run: task.op === "fwd" ? () => [forward()] : stepOf(forward, sources, dy),
      changed: [],
    };
  }
  const forward = () => forwardOf(task, x, w);
  const runs = {
    fwd: () => [forward()],
    dx: () => [inputGradient(task, w, dy)],
    dw: () => [weightGradient(task, x, dy)],
    step: stepOf(forward, () => [x, w], dy),
  };
  return { run: runs[task.op], changed: [] };
}

function forwardOf(task: Task, x: dg.Tensor, w: dg.Tensor): dg.Tensor {
  const { kind, stride: strides } = task;
  switch (kind) {
    case "conv":
      return dg.conv2dTranspose(x, w, { strides, padding: "same" });
    case "dense":
      return dg.matmul(x, w);
    default:
      return dg.relu(dg.add(x, w));
  }
}

function inputGradient(task: Task, w: dg.Tensor, dy: dg.Tensor): dg.Tensor {
  return task.kind === "conv"
    ? conv2dByPlan(dy, w, planOf(task))
    : dg.matmul(dy, dg.transpose(w));
}

function weightGradient(task: Task, x: dg.Tensor, dy: dg.Tensor): dg.Tensor {
  return task.kind === "conv"
    ? conv2dKernelGrad(dy, x, planOf(task))
    : dg.matmul(dg.transpose(x), dy);
}

function planOf({ x, w, y, stride }: Task): Conv2DPlan {
  const crop = Math.floor(Math.max(w[0] - stride, 0) / 2);
  return {
    strides: [stride, stride],
    dilations: [1, 1],
    padding: [crop, crop],
    wide: [y[1], y[2]],
    narrow: [x[1], x[2]],
    kernel: w,
  };
}

function stepOf(
  forward: () => dg.Tensor,
  sources: () => dg.Source[],
  dy: dg.Tensor,
): () => dg.Tensor[] {
  return () => {
    using tape = new dg.GradientTape();
    tape.watch(sources().filter((source) => source instanceof dg.Tensor));
    const y = forward();
    tape.stopRecording();
    const gradients = tape.gradient(y, sources(), {
      outputGradients: dy,
      unconnectedGradients: "zero",
    });
    return [y, ...gradients];
  };
}

/** Forward to the loss `sum(y * dy)`, back to the input and the weight, Adam on the weight. */
function trainingOf(task: Task, [x, w, dy]: dg.Tensor[]): Computation {
  const weight = new dg.layers.Variable(w);
  const adam = new dg.optimizers.Adam();
  const run = () => {
    using tape = new dg.GradientTape();
    tape.watch(x);
    const y = forwardOf(task, x, weight.value);
    const loss = dg.sum(dg.mul(y, dy));
    tape.stopRecording();
    const [dx, dw] = tape.gradient(loss, [x, weight]);
    adam.apply([dw], [weight]);
    return [loss, dx!];
  };
  return { run, changed: [weight] };
}

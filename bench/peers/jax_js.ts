/** jax-js, jitted, on one of its backends; its convolutions take `[batch, channels, height, width]`. */

import { Cannot, type Peer, type Prepared } from "../contest/peer.ts";
import { dataOf, type Task } from "../contest/workloads.ts";
import { channelsFirst, toChannelsFirst } from "./channels_first.ts";
import { load, versionOf } from "./libraries.ts";

/** An array; every use takes a reference, and `ref` makes one more. */
interface Arr {
  readonly ref: Arr;
  dispose(): void;
  data(): Promise<ArrayLike<number>>;
  blockUntilReady(): Promise<Arr>;
  /** Submits what it takes to make the array, and uses it up. */
  gpuBufferSync(): GPUBuffer;
  reshape(shape: readonly number[]): Arr;
  add(other: Arr | number): Arr;
  sub(other: Arr | number): Arr;
  mul(other: Arr | number): Arr;
  div(other: Arr | number): Arr;
  sum(axes?: readonly number[]): Arr;
  mean(axes?: readonly number[], options?: { keepdims: boolean }): Arr;
}

type Fn = (...inputs: Arr[]) => Arr[];

/** A compiled function and what it is called with. */
interface Jitted {
  readonly f: Fn;
  readonly operands: readonly Arr[];
  readonly state?: readonly Arr[];
}

/** What we use of it. */
interface Jax {
  init(): Promise<string[]>;
  defaultDevice(name: string): void;
  getWebGPUDevice(): GPUDevice;
  jit(f: Fn): Fn;
  vjp(
    f: (...inputs: Arr[]) => Arr,
    primals: Arr[],
  ): [Arr, ((cotangent: Arr) => Arr[]) & { dispose(): void }];
  readonly lax: {
    conv(x: Arr, w: Arr, strides: readonly number[], padding: "SAME"): Arr;
    convTranspose(
      x: Arr,
      w: Arr,
      strides: readonly number[],
      padding: "SAME",
      options: { transposeKernel: boolean },
    ): Arr;
  };
  readonly nn: { relu(x: Arr): Arr };
  readonly numpy: {
    array(data: Float32Array, options: { shape: readonly number[] }): Arr;
    zerosLike(x: Arr): Arr;
    zeros(shape: readonly number[]): Arr;
    ones(shape: readonly number[]): Arr;
    matmul(a: Arr, b: Arr): Arr;
    transpose(x: Arr): Arr;
    sqrt(x: Arr): Arr;
    square(x: Arr): Arr;
    power(x: number, y: Arr): Arr;
  };
}

/** Opens a backend. */
export async function openJaxJs(name: "wasm" | "webgpu"): Promise<Peer> {
  const jax = await load<Jax>("jax-js");
  const there = await jax.init();
  if (!there.includes(name)) throw new Cannot(`there is only ${there}`);
  jax.defaultDevice(name);
  return {
    version: versionOf("jax-js"),
    ...(name === "webgpu" ? { gpu: jax.getWebGPUDevice() } : {}),
    prepare: (task) => Promise.resolve(new Run(jitted(jax, task), name)),
  };
}

/** A task: a jitted function of a state and operands, which gives the next state and outputs. */
class Run implements Prepared {
  readonly #f: Fn;
  readonly #operands: readonly Arr[];
  readonly #device: string;
  #state: readonly Arr[];
  #outputs: readonly Arr[] = [];

  constructor({ f, operands, state = [] }: Jitted, device: string) {
    this.#device = device;
    this.#f = f;
    this.#operands = operands;
    this.#state = state;
  }

  run(): void {
    this.#release();
    const operands = this.#operands.map((operand) => operand.ref);
    const all = this.#f(...this.#state, ...operands);
    this.#outputs = all.slice(this.#state.length);
    this.#state = all.slice(0, this.#state.length);
    if (this.#device !== "webgpu") return;
    // What is not submitted before it is disposed is never done.
    for (const one of all) one.ref.gpuBufferSync();
  }

  async settle(): Promise<void> {
    for (const one of [...this.#state, ...this.#outputs]) {
      await one.blockUntilReady();
    }
  }

  async results(): Promise<ArrayLike<number>[]> {
    this.run();
    const data: ArrayLike<number>[] = [];
    for (const one of [...this.#outputs, ...this.#state.slice(0, 1)]) {
      data.push(await one.ref.data());
    }
    return data;
  }

  [Symbol.dispose](): void {
    this.#release();
    for (const one of [...this.#operands, ...this.#state]) one.dispose();
  }

  #release(): void {
    for (const one of this.#outputs) one.dispose();
    this.#outputs = [];
  }
}

function jitted(jax: Jax, task: Task): Jitted {
  const { numpy: np } = jax;
  const laid = (shape: readonly number[], seed: number) => {
    const data = dataOf(shape, seed), isKernel = seed === 2;
    return shape.length === 4
      ? np.array(toChannelsFirst(data, shape, isKernel), {
        shape: channelsFirst(shape, isKernel),
      })
      : np.array(data, { shape });
  };
  const [x, w, dy] = [task.x, task.w, task.y]
    .map((shape, i) => laid(shape, i + 1));
  if (task.op === "train") {
    const [weight, first, second] = [
      w,
      np.zerosLike(w.ref),
      np.zerosLike(w.ref),
    ];
    const state = [weight, first, second, np.zeros([1])];
    return task.kind === "adam"
      ? { f: jax.jit(adamOf(jax)), operands: [dy], state }
      : { f: jax.jit(trainingOf(jax, task)), operands: [x, dy], state };
  }
  const inputs = task.kind === "norm"
    ? [x, np.ones(task.w), np.zeros(task.w)]
    : [x, w];
  const f = jax.jit(computationOf(jax, task));
  switch (task.op) {
    case "fwd":
      return { f, operands: inputs };
    case "dx":
      return { f, operands: [w, dy] };
    default:
      return { f, operands: [...inputs, dy] };
  }
}

function forwardOf(jax: Jax, task: Task): (...inputs: Arr[]) => Arr {
  const { lax, nn, numpy: np } = jax;
  const { kind, stride } = task;
  const perChannel = [1, task.w[0], 1, 1];
  const over = { keepdims: true };
  switch (kind) {
    case "conv":
      return (x, w) =>
        lax.convTranspose(x, w, [stride, stride], "SAME", {
          transposeKernel: true,
        });
    case "dense":
      return (x, w) => np.matmul(x, w);
    case "bias":
      return (x, w) => nn.relu(x.add(w.reshape(perChannel)));
    default:
      return (x, gamma, beta) => {
        const centred = x.ref.sub(x.mean([0, 2, 3], over));
        const variance = np.square(centred.ref).mean([0, 2, 3], over);
        return centred.div(np.sqrt(variance.add(1e-3)))
          .mul(gamma.reshape(perChannel)).add(beta.reshape(perChannel));
      };
  }
}

function computationOf(jax: Jax, task: Task): Fn {
  const { lax, numpy: np } = jax;
  const { kind, op, stride } = task;
  const forward = forwardOf(jax, task);
  switch (op) {
    case "dx":
      return kind === "conv"
        ? (w, dy) => [lax.conv(dy, w, [stride, stride], "SAME")]
        : (w, dy) => [np.matmul(dy, np.transpose(w))];
    case "dw":
      return kind === "conv"
        ? (x, w, dy) => {
          const [y, back] = jax.vjp((w) => forward(x, w), [w]);
          y.dispose();
          return back(dy);
        }
        : (x, w, dy) => {
          w.dispose();
          return [np.matmul(np.transpose(x), dy)];
        };
    case "step":
      return (...inputs) => {
        const [y, back] = jax.vjp(forward, inputs.slice(0, -1));
        return [y, ...back(inputs.at(-1)!)];
      };
    default:
      return (...inputs) => [forward(...inputs)];
  }
}

/** Kingma, Ba: Adam (2015), with Keras's constants. */
function adamOf({ numpy: np }: Jax): Fn {
  return (w, first, second, steps, gradient) => {
    const t = steps.add(1);
    const m = first.mul(0.9).add(gradient.ref.mul(0.1));
    const v = second.mul(0.999).add(np.square(gradient).mul(0.001));
    const mean = m.ref.div(np.power(0.9, t.ref).mul(-1).add(1));
    const spread = np.sqrt(v.ref.div(np.power(0.999, t.ref).mul(-1).add(1)));
    return [w.sub(mean.mul(1e-3).div(spread.add(1e-7))), m, v, t];
  };
}

function trainingOf(jax: Jax, task: Task): Fn {
  const forward = forwardOf(jax, task);
  const adam = adamOf(jax);
  return (...inputs) => {
    const state = inputs.slice(0, 4), [w] = state;
    const [x, dy] = inputs.slice(4);
    const lossOf = (x: Arr, w: Arr) => forward(x, w).mul(dy).sum();
    const [loss, back] = jax.vjp(lossOf, [x, w.ref]);
    const [dx, dw] = back(jax.numpy.ones([]));
    return [...adam(...state, dw), loss, dx];
  };
}

/** jax-js trains the net, jitted. */

import { dataOf } from "../contest/workloads.ts";
import { channelsFirst, toChannelsFirst } from "../peers/channels_first.ts";
import { load } from "../peers/libraries.ts";
import { INPUTS, lossOf, type Ops, type Shape, WEIGHTS } from "./vae.ts";
import type { Training } from "./training.ts";

/** An array; every use takes a reference, and `ref` makes one more. */
interface Arr {
  readonly ref: Arr;
  readonly shape: number[];
  dispose(): void;
  /** Submits what it takes to make the array, and uses it up. */
  gpuBufferSync(): GPUBuffer;
  reshape(shape: Shape): Arr;
  add(other: Arr | number): Arr;
  sub(other: Arr): Arr;
  mul(other: Arr | number): Arr;
  div(other: Arr): Arr;
  sum(): Arr;
}

/** What we use of it. */
interface Jax {
  init(): Promise<string[]>;
  defaultDevice(name: string): void;
  jit(f: (...inputs: Arr[]) => Arr[]): (...inputs: Arr[]) => Arr[];
  vjp(
    f: (...inputs: Arr[]) => Arr,
    primals: Arr[],
  ): [Arr, (cotangent: Arr) => Arr[]];
  readonly lax: {
    conv(x: Arr, w: Arr, strides: Shape, padding: "SAME"): Arr;
    convTranspose(
      x: Arr,
      w: Arr,
      strides: Shape,
      padding: "SAME",
      options: { transposeKernel: boolean },
    ): Arr;
  };
  readonly nn: { relu(x: Arr): Arr };
  readonly numpy: {
    array(data: Float32Array, options: { shape: Shape }): Arr;
    zerosLike(x: Arr): Arr;
    zeros(shape: Shape): Arr;
    ones(shape: Shape): Arr;
    matmul(a: Arr, b: Arr): Arr;
    sqrt(x: Arr): Arr;
    exp(x: Arr): Arr;
    log(x: Arr): Arr;
    abs(x: Arr): Arr;
    power(x: number, y: Arr): Arr;
  };
}

/** On the graphics card. */
export async function openJax(): Promise<Training> {
  const jax = await load<Jax>("jax-js");
  await jax.init();
  jax.defaultDevice("webgpu");
  const { numpy: np } = jax, ops = opsOf(jax);
  const inputs = INPUTS.map((shape, i) => laid(jax, shape, i));
  const weights = WEIGHTS.map((shape, i) => laid(jax, shape, 10 + i).mul(0.1));
  const count = weights.length;
  const step = jax.jit((...all) => {
    const [t, ...rest] = all;
    const [own, first, second] = [0, 1, 2]
      .map((i) => rest.slice(i * count, (i + 1) * count));
    const given = rest.slice(3 * count);
    const [loss, back] = jax.vjp(
      (...own) => lossOf(ops, own, given),
      own.map(({ ref }) => ref),
    );
    const now = t.add(1);
    const updated = back(np.ones([])).map((gradient, i) =>
      adam(jax, now.ref, [own[i], first[i], second[i]], gradient)
    );
    return [
      now,
      ...[0, 1, 2].flatMap((i) => updated.map((one) => one[i])),
      loss,
    ];
  });
  let state = [
    np.zeros([]),
    ...weights,
    ...[0, 1].flatMap(() => weights.map(({ ref }) => np.zerosLike(ref))),
  ];
  let last: Arr | undefined;
  return {
    step() {
      last?.dispose();
      const all = step(...state, ...inputs.map(({ ref }) => ref));
      last = all.pop()!;
      state = all;
    },
    // What is not asked for is never submitted.
    flush: () => [...state, last!].forEach(({ ref }) => ref.gpuBufferSync()),
  };
}

function laid({ numpy: np }: Jax, shape: Shape, seed: number): Arr {
  const data = dataOf(shape, seed);
  if (shape.length !== 4) return np.array(data, { shape });
  const isKernel = seed >= 10;
  return np.array(toChannelsFirst(data, shape, isKernel), {
    shape: channelsFirst(shape, isKernel),
  });
}

function opsOf({ lax, nn, numpy: np }: Jax): Ops<Arr> {
  return {
    conv: (x, w, stride) => lax.conv(x.ref, w.ref, [stride, stride], "SAME"),
    convTransposed: (x, w, stride) =>
      lax.convTranspose(x.ref, w.ref, [stride, stride], "SAME", {
        transposeKernel: true,
      }),
    matmul: (x, w) => np.matmul(x.ref, w.ref),
    bias: (x, b) =>
      x.ref.add(x.shape.length === 4 ? b.ref.reshape([1, -1, 1, 1]) : b.ref),
    flat: (x) => x.ref.reshape([x.shape[0], -1]),
    image: (x, shape) => x.ref.reshape(channelsFirst(shape, false)),
    relu: (x) => nn.relu(x.ref),
    exp: (x) => np.exp(x.ref),
    log: (x) => np.log(x.ref),
    abs: (x) => np.abs(x.ref),
    add: (a, b) => a.ref.add(typeof b === "number" ? b : b.ref),
    mul: (a, b) => a.ref.mul(typeof b === "number" ? b : b.ref),
    sum: (x) => x.ref.sum(),
  };
}

/** Kingma, Ba: Adam (2015), with Keras's constants. */
function adam(
  { numpy: np }: Jax,
  t: Arr,
  [w, first, second]: readonly Arr[],
  gradient: Arr,
): Arr[] {
  const m = first.mul(0.9).add(gradient.ref.mul(0.1));
  const v = second.mul(0.999).add(gradient.ref.mul(gradient).mul(0.001));
  const mean = m.ref.div(np.power(0.9, t.ref).mul(-1).add(1));
  const spread = np.sqrt(v.ref.div(np.power(0.999, t).mul(-1).add(1)));
  return [w.sub(mean.mul(1e-3).div(spread.add(1e-7))), m, v];
}

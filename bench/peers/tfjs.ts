/** TensorFlow.js on one of its backends. */

import { Cannot, type Peer, type Prepared } from "../contest/peer.ts";
import { dataOf, type Task } from "../contest/workloads.ts";
import { load, versionOf } from "./libraries.ts";

interface Tensor {
  data(): Promise<Float32Array>;
  dispose(): void;
}

interface Variable extends Tensor {
  readonly name: string;
}

type Shape = readonly number[];

/** The backend of the graphics card, which submits what it has recorded when somebody reads, or a lot has come together. */
interface WebGPU {
  readonly device: GPUDevice;
  readonly commandEncoder: GPUCommandEncoder | null;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

/** What we use of it. */
interface TensorFlow {
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  backend(): Partial<WebGPU>;
  engine(): {
    runKernel(name: string, inputs: object, attributes: object): Tensor;
  };
  tensor(data: Float32Array, shape: Shape): Tensor;
  variable(value: Tensor): Variable;
  tidy<T>(f: () => T): T;
  valueAndGrads(f: (...inputs: Tensor[]) => Tensor): (
    inputs: Tensor[],
    dy?: Tensor,
  ) => { value: Tensor; grads: Tensor[] };
  conv2dTranspose(
    x: Tensor,
    w: Tensor,
    out: Shape,
    stride: number,
    pad: "same",
  ): Tensor;
  conv2d(x: Tensor, w: Tensor, stride: number, pad: "same"): Tensor;
  matMul(
    a: Tensor,
    b: Tensor,
    transposeA?: boolean,
    transposeB?: boolean,
  ): Tensor;
  relu(x: Tensor): Tensor;
  add(a: Tensor, b: Tensor): Tensor;
  mul(a: Tensor, b: Tensor): Tensor;
  sum(x: Tensor): Tensor;
  ones(shape: Shape): Tensor;
  zeros(shape: Shape): Tensor;
  moments(x: Tensor, axes: Shape): { mean: Tensor; variance: Tensor };
  batchNorm(
    x: Tensor,
    mean: Tensor,
    variance: Tensor,
    offset: Tensor,
    scale: Tensor,
    epsilon: number,
  ): Tensor;
  readonly train: {
    adam(learningRate: number): {
      applyGradients(gradients: Record<string, Tensor>): void;
    };
  };
}

/** Opens a backend. */
export async function openTensorFlowJs(
  name: "wasm" | "cpu" | "webgpu",
): Promise<Peer> {
  const tf = await load<TensorFlow>("tfjs");
  if (name !== "cpu") await load(`tfjs-${name}`);
  if (!await tf.setBackend(name)) throw new Cannot("its backend does not open");
  await tf.ready();
  const { device } = tf.backend();
  return {
    version: versionOf("tfjs"),
    ...(device ? { gpu: device } : {}),
    flush: () => submit(tf.backend()),
    prepare: (task) => Promise.resolve(prepare(tf, task, device)),
  };
}

function submit(backend: Partial<WebGPU>): void {
  if (!backend.commandEncoder) return;
  backend.endComputePassEncoder?.();
  backend.submitQueue?.();
}

function prepare(
  tf: TensorFlow,
  task: Task,
  device: GPUDevice | undefined,
): Prepared {
  const operands = [task.x, task.w, task.y]
    .map((shape, i) => tf.tensor(dataOf(shape, i + 1), shape));
  const [x, w, dy] = operands;
  const weight = task.op === "train" ? tf.variable(w) : null;
  const compute = weight
    ? trainingOf(tf, task, x, weight, dy)
    : computationOf(tf, task, x, w, dy);
  const once = () => tf.tidy(compute);
  return {
    run: () => once().forEach((output) => output.dispose()),
    settle: async () => {
      submit(tf.backend());
      await device?.queue.onSubmittedWorkDone();
    },
    results: async () => {
      const outputs = once();
      const data: Float32Array[] = [];
      for (const output of [...outputs, ...(weight ? [weight] : [])]) {
        data.push(await output.data());
      }
      for (const output of outputs) output.dispose();
      return data;
    },
    [Symbol.dispose]: () => {
      for (const one of [...operands, ...(weight ? [weight] : [])]) {
        one.dispose();
      }
    },
  };
}

function forwardOf(tf: TensorFlow, task: Task): (...of: Tensor[]) => Tensor {
  const { kind, stride, y } = task;
  switch (kind) {
    case "conv":
      return (x, w) => tf.conv2dTranspose(x, w, y, stride, "same");
    case "dense":
      return (x, w) => tf.matMul(x, w);
    case "bias":
      return (x, w) => tf.relu(tf.add(x, w));
    default:
      return (x, gamma, beta) => {
        const { mean, variance } = tf.moments(x, [0, 1, 2]);
        return tf.batchNorm(x, mean, variance, beta, gamma, 1e-3);
      };
  }
}

function computationOf(
  tf: TensorFlow,
  task: Task,
  x: Tensor,
  w: Tensor,
  dy: Tensor,
): () => Tensor[] {
  const { kind, op, stride } = task;
  const forward = forwardOf(tf, task);
  const inputs = () =>
    kind === "norm" ? [x, tf.ones(task.w), tf.zeros(task.w)] : [x, w];
  switch (op) {
    case "dx":
      return kind === "conv"
        ? () => [tf.conv2d(dy, w, stride, "same")]
        : () => [tf.matMul(dy, w, false, true)];
    case "dw":
      return kind === "conv"
        ? () => [kernelGradient(tf, task, x, dy)]
        : () => [tf.matMul(x, dy, true, false)];
    case "step":
      return () => {
        const { value, grads } = tf.valueAndGrads(forward)(inputs(), dy);
        return [value, ...grads];
      };
    default:
      return () => [forward(...inputs())];
  }
}

function kernelGradient(
  tf: TensorFlow,
  { w, stride }: Task,
  x: Tensor,
  dy: Tensor,
): Tensor {
  // The wide side is the input of the convolution that this one is the transpose of.
  return tf.engine().runKernel("Conv2DBackpropFilter", { x: dy, dy: x }, {
    strides: stride,
    pad: "same",
    dataFormat: "NHWC",
    dimRoundingMode: null,
    filterShape: w,
  });
}

function trainingOf(
  tf: TensorFlow,
  task: Task,
  x: Tensor,
  weight: Variable,
  dy: Tensor,
): () => Tensor[] {
  const adam = tf.train.adam(1e-3);
  if (task.kind === "adam") {
    return () => (adam.applyGradients({ [weight.name]: dy }), []);
  }
  const forward = forwardOf(tf, task);
  const lossOf = (x: Tensor, w: Tensor) => tf.sum(tf.mul(forward(x, w), dy));
  return () => {
    const { value, grads: [dx, dw] } = tf.valueAndGrads(lossOf)([x, weight]);
    adam.applyGradients({ [weight.name]: dw });
    return [value, dx];
  };
}

/** TensorFlow.js trains the net. */

import { dataOf } from "../contest/workloads.ts";
import { openTensorFlowJs } from "../peers/tfjs.ts";
import { load } from "../peers/libraries.ts";
import { INPUTS, lossOf, type Ops, type Shape, WEIGHTS } from "./vae.ts";
import type { Training } from "./training.ts";

interface Tensor {
  readonly shape: number[];
  dispose(): void;
}

/** What we use of it. */
interface TensorFlow {
  tensor(data: Float32Array, shape: Shape): Tensor;
  variable(value: Tensor): Tensor;
  conv2d(x: Tensor, w: Tensor, stride: number, pad: "same"): Tensor;
  conv2dTranspose(
    x: Tensor,
    w: Tensor,
    out: Shape,
    stride: number,
    pad: "same",
  ): Tensor;
  reshape(x: Tensor, shape: Shape): Tensor;
  readonly matMul: (a: Tensor, b: Tensor) => Tensor;
  readonly add: (a: Tensor, b: Tensor | number) => Tensor;
  readonly mul: (a: Tensor, b: Tensor | number) => Tensor;
  readonly relu: (x: Tensor) => Tensor;
  readonly exp: (x: Tensor) => Tensor;
  readonly log: (x: Tensor) => Tensor;
  readonly abs: (x: Tensor) => Tensor;
  sum(x: Tensor): Tensor;
  readonly train: {
    adam(learningRate: number): {
      minimize(f: () => Tensor, returnCost: true): Tensor;
    };
  };
}

/** On the graphics card. */
export async function openTfjs(): Promise<Training> {
  const { flush } = await openTensorFlowJs("webgpu");
  const tf = await load<TensorFlow>("tfjs");
  const ops: Ops<Tensor> = {
    conv: (x, w, stride) => tf.conv2d(x, w, stride, "same"),
    convTransposed(x, w, stride) {
      const [batch, height, width] = x.shape;
      const to = [batch, height * stride, width * stride, w.shape[2]];
      return tf.conv2dTranspose(x, w, to, stride, "same");
    },
    matmul: tf.matMul,
    bias: tf.add,
    flat: (x) => tf.reshape(x, [x.shape[0], -1]),
    image: tf.reshape,
    ...{ relu: tf.relu, exp: tf.exp, log: tf.log, abs: tf.abs },
    ...{ add: tf.add, mul: tf.mul, sum: (x) => tf.sum(x) },
  };
  const laid = (shape: Shape, seed: number) =>
    tf.tensor(dataOf(shape, seed), shape);
  const inputs = INPUTS.map((shape, i) => laid(shape, i));
  const weights = WEIGHTS.map((shape, i) =>
    tf.variable(tf.mul(laid(shape, 10 + i), 0.1))
  );
  const adam = tf.train.adam(1e-3);
  let last: Tensor | undefined;
  return {
    step() {
      last?.dispose();
      last = adam.minimize(() => lossOf(ops, weights, inputs), true);
    },
    flush: () => flush!(),
  };
}

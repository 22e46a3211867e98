/** decograd trains the net. */

import * as dg from "../../mod.ts";
import { dataOf } from "../contest/workloads.ts";
import type { Training } from "./training.ts";
import { INPUTS, lossOf, type Ops, WEIGHTS } from "./vae.ts";

const OPS: Ops<dg.Tensor> = {
  conv: (x, kernel, strides) =>
    dg.conv2d(x, kernel, { strides, padding: "same" }),
  convTransposed: (x, kernel, strides) =>
    dg.conv2dTranspose(x, kernel, { strides, padding: "same" }),
  matmul: dg.matmul,
  bias: dg.add,
  flat: (x) => dg.reshape(x, [x.shape[0], -1]),
  image: (x, shape) => dg.reshape(x, [...shape]),
  ...{ relu: dg.relu, exp: dg.exp, log: dg.log, abs: dg.abs },
  ...{ add: dg.add, mul: dg.mul, sum: (x) => dg.sum(x) },
};

/** On the graphics card. */
export async function openDecograd(): Promise<Training> {
  const backend = await dg.setBackend("webgpu");
  const laid = (shape: readonly number[], seed: number) =>
    dg.tensor(dataOf(shape, seed), shape);
  const inputs = INPUTS.map((shape, i) => laid(shape, i));
  const weights = WEIGHTS.map((shape, i) =>
    new dg.layers.Variable(laid(shape, 10 + i).mul(0.1))
  );
  const adam = new dg.optimizers.Adam();
  let last: dg.Tensor | undefined;
  backend.flush();
  return {
    step() {
      last?.[Symbol.dispose]();
      const { value, gradients } = dg.valueAndGrad(
        () => lossOf(OPS, weights.map(({ value }) => value), inputs),
        weights,
      );
      adam.apply(gradients, weights);
      gradients.forEach((gradient) => gradient[Symbol.dispose]());
      last = value;
    },
    flush: () => backend.flush(),
    async close() {
      await dg.setBackend("wasm");
      backend[Symbol.dispose]();
    },
  };
}

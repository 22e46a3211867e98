/** What the programs are given in the place of chance: data and first weights by the formula of given.py. */

import * as dg from "@decograd/decograd";

/** Numbers in [-1, 1) that look random, as an array with a shape: what NumPy's arrays are to Keras's datasets. */
export function numbers(
  shape: readonly number[],
  { seed }: { seed: number },
): { shape: readonly number[]; data: Float32Array } {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  for (let i = 0; i < data.length; i++) {
    const whole = (i * i * 7 + i * 13 + seed * 101) % 9973;
    data[i] = whole / 9973 * 2 - 1;
  }
  return { shape, data };
}

/** The same as a tensor. */
export function pattern(
  shape: readonly number[],
  options: { seed: number },
): dg.Tensor {
  return dg.tensor(numbers(shape, options).data, shape);
}

/** Gives kernels first values of a size that keeps signals alive; biases and the like stay as they are. */
export function setWeights(...models: dg.layers.Layer[]): void {
  for (const { weights } of models) {
    for (const [i, weight] of weights.entries()) {
      const { shape } = weight;
      if (shape.length < 2) continue;
      const scale = Math.sqrt(3 * shape.at(-1)! / weight.size);
      const { data } = numbers(shape, { seed: i + 1 });
      weight.assign(dg.tensor([...data].map((one) => one * scale), shape));
    }
  }
}

/** Models of several layers that are written in the form of ONNX. */

import * as dg from "@decograd/decograd";
import { Operation } from "../../../layers/operation.ts";

const {
  Activation,
  BatchNormalization,
  Conv2D,
  Conv2DTranspose,
  Dense,
  Dropout,
  Embedding,
  Flatten,
  GlobalAveragePooling2D,
  MaxPooling2D,
  Multiply,
  Reshape,
  SpectralNormalization,
} = dg.layers;

/** An op with a name, so that files do not depend on how many there were before. */
export function op(
  name: string,
  args: readonly unknown[],
  ...inputs: readonly dg.SymbolicTensor[]
): dg.SymbolicTensor | readonly dg.SymbolicTensor[] {
  const layer = new Operation({ name: "op", op: name, args });
  return layer.apply([...inputs]);
}

/** A decoder as the examples have it. */
export function decoder(): dg.Sequential {
  return new dg.Sequential([
    dg.Input({ shape: [2], name: "code" }),
    new Dense({ units: 3 * 3 * 4, name: "dense" }),
    new Reshape({ targetShape: [3, 3, 4], name: "images" }),
    new BatchNormalization({ name: "norm" }),
    new Activation({ activation: "relu", name: "relu" }),
    new Conv2DTranspose({
      filters: 4,
      kernelSize: 3,
      strides: 2,
      padding: "same",
      name: "up",
    }),
    new BatchNormalization({ name: "norm_1" }),
    new Activation({ activation: "relu", name: "relu_1" }),
    new Dropout({ rate: 0.5, name: "dropout" }),
    new Conv2DTranspose({
      filters: 1,
      kernelSize: 3,
      strides: 2,
      padding: "same",
      activation: "sigmoid",
      name: "pixels",
    }),
  ], { name: "decoder" });
}

/** Two inputs, two outputs, a branch around convolutions, and an op. */
function branches(): dg.Model {
  const image = dg.Input({ shape: [6, 6, 3], name: "image" });
  const code = dg.Input({ shape: [4], name: "code" });
  const conv = (name: string, padding: "same" | "valid" = "same") =>
    new Conv2D({ filters: 4, kernelSize: 3, padding, name });
  const first = conv("first").apply(image);
  const second = conv("second").apply(first);
  const sum = new dg.layers.Add({ name: "sum" }).apply([first, second]);
  const small = new MaxPooling2D({ name: "small" }).apply(sum);
  const mean = new GlobalAveragePooling2D({ name: "mean" }).apply(small);
  const gated = new Multiply({ name: "gated" }).apply([mean, code]);
  const scaled = op("mul", [{ input: 0 }, 2], gated) as dg.SymbolicTensor;
  const logits = new Dense({ units: 2, name: "logits" }).apply(scaled);
  return new dg.Model({
    inputs: [image, code],
    outputs: [logits, small],
    name: "branches",
  });
}

/** A layer that is called twice, a model in a model, and one in a wrapper. */
function nested(): dg.Model {
  const inner = new dg.Sequential([
    dg.Input({ shape: [4], name: "inside" }),
    new Dense({ units: 4, activation: "tanh", name: "first" }),
    new SpectralNormalization({
      layer: new Dense({ units: 4, name: "wrapped" }),
      name: "second",
    }),
  ], { name: "inner" });
  const shared = new Dense({ units: 4, name: "shared" });
  const x = dg.Input({ shape: [4], name: "x" });
  const y = shared.apply(inner.apply(shared.apply(inner.apply(x))));
  return new dg.Model({ inputs: x, outputs: y, name: "nested" });
}

/** Whole numbers, and what is handed on as it is. */
function words(): dg.Model {
  const x = dg.Input({ shape: [5], name: "words", dtype: "int32" });
  const vectors = new Embedding({ inputDim: 7, outputDim: 3, name: "vectors" })
    .apply(x);
  const flat = new Flatten({ name: "flat" }).apply(vectors);
  return new dg.Model({ inputs: x, outputs: [flat, x], name: "words" });
}

/** Models by their names, and below which numbers their inputs are. */
export const GRAPHS: readonly (readonly [
  name: string,
  make: () => dg.Model,
  below?: number,
])[] = [
  ["a decoder", decoder],
  ["branches", branches],
  ["nested models", nested],
  ["words", words, 7],
];

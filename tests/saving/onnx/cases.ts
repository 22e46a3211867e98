/** Models that are written in the form of ONNX, and what they are tried with. */

import * as dg from "@decograd/decograd";
import { decodeOnnx } from "../../../saving/onnx/decode.ts";
import { encodeOnnx } from "../../../saving/onnx/encode.ts";
import { layerClasses } from "../../helpers/every_layer.ts";
import { noise } from "../../helpers/random.ts";
import { GRAPHS, op } from "./graphs.ts";
import { LIST_ROWS, OF_BATCH, OP_ROWS, type OpRow } from "./op_rows.ts";
import { ROWS } from "./rows.ts";

/** A model, and below which whole numbers its inputs are, if they are such. */
export interface Case {
  readonly name: string;
  readonly make: () => dg.Model;
  readonly below?: number;
}

/** A file without the model in Keras's form: what others read of it. */
export function bareOf(file: Uint8Array): Uint8Array {
  return encodeOnnx({ ...decodeOnnx("read it", file), metadata: new Map() });
}

/** Gives all weights numbers that depend on nothing but their places; variances are above 0. */
export function filled(model: dg.Model): dg.Model {
  using _scope = new dg.Scope();
  model.weights.forEach((weight, i) => {
    const numbers = noise(weight.size, i).map((one) => one / 2);
    const isVariance = weight.path.includes("variance");
    weight.assign(
      dg.tensor(numbers.map((one) => isVariance ? 1 + one : one), weight.shape),
    );
  });
  return model;
}

/** What a model is given: for a batch of two, and 5 for what is not known. */
export function inputsOf(model: dg.Model, below?: number): dg.Tensor[] {
  const shapes = model.inputs?.map(({ shape }) => shape) ??
    [model.inputShape!];
  return shapes.map(([, ...sizes], i) => {
    const shape = [2, ...sizes.map((size) => size ?? 5)];
    const numbers = noise(shape.reduce((a, b) => a * b, 1), 100 + i);
    return dg.tensor(
      numbers.map((one) =>
        below === undefined ? 3 * one : Math.floor((one + 1) / 2 * below)
      ),
      shape,
    );
  });
}

/** Every row as a model of the layer between inputs and an output. */
const layers = ROWS.map(([layer, shapes, options = {}, below]): Case => ({
  name: `${layer} ${JSON.stringify(options)} of ${JSON.stringify(shapes)}`,
  below,
  make() {
    const made = new (layerClasses.get(layer)!)({ ...options, name: "layer" });
    const inputs = shapes.map((shape, i) => dg.Input({ shape, name: `x${i}` }));
    const outputs = made.apply(inputs.length === 1 ? inputs[0] : inputs);
    return new dg.Model({ inputs, outputs, name: "model" });
  },
}));

/** Every op as a model. */
const ops = [
  ...OP_ROWS.map(([name, shapes, ...args]): OpRow => [
    name,
    shapes,
    { input: 0 },
    ...args,
  ]),
  ...LIST_ROWS,
].map(([name, shapes, ...args]): Case => ({
  name: `op ${name} ${JSON.stringify(args)} of ${JSON.stringify(shapes)}`,
  make() {
    const batchSize = OF_BATCH.includes(name) ? 2 : null;
    const inputs = shapes.map((shape, i) =>
      dg.Input({ shape, batchSize, name: `x${i}` })
    );
    const outputs = op(name, args, ...inputs);
    return new dg.Model({ inputs, outputs, name: "model" });
  },
}));

const graphs = GRAPHS.map(([name, make, below]): Case => ({
  name,
  make,
  below,
}));

/** All of them. */
export const CASES: readonly Case[] = [...layers, ...ops, ...graphs];

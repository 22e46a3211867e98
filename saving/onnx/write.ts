/** Writes models in the form of ONNX. */

import { Tensor } from "../../autograd/tensor.ts";
import { ValueError } from "../../config/errors.ts";
import { writeLayer } from "../../layers/layer_object.ts";
import type { Model } from "../../models/model.ts";
import { Variable } from "../../variables/variable.ts";
import { configText } from "../keras/json.ts";
import { valuesOf } from "../weights/values.ts";
import type { Held } from "./emission.ts";
import { encodeOnnx } from "./encode.ts";
import { type Onnx, OPSET, type Tensor as Written, TYPES } from "./model.ts";
import { bytesOf } from "./numbers.ts";
import { say } from "./say.ts";

/** Under which name a file has the model in Keras's form. */
export const CONFIG = "decograd.model";

/** Bytes that a message of Protocol Buffers has at most. */
const MOST_BYTES = 2 ** 31 - 1;

/** The bytes of a file of ONNX. Equal models make equal files. */
export async function writeOnnx(
  action: string,
  model: Model,
): Promise<Uint8Array> {
  const said = say(action, model);
  const tensors = await written(said.held);
  const size = [...tensors.values()]
    .reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (size > MOST_BYTES) {
    throw new ValueError(
      `Cannot ${action}: expected weights of at most 2 GB, which is what a file of ONNX can hold by itself, received ${size} bytes`,
    );
  }
  const onnx: Onnx = {
    opset: OPSET,
    graph: { name: model.name, ...said, tensors },
    metadata: new Map(configOf(model)),
  };
  return encodeOnnx(onnx);
}

/** The model in Keras's form, if that can say it: there are no tensors among arguments of ops, and all functions have names. */
function configOf(model: Model): [name: string, json: string][] {
  try {
    return [[CONFIG, configText(writeLayer(model))]];
  } catch (error) {
    if (error instanceof TypeError) return [];
    throw error;
  }
}

async function written(
  held: ReadonlyMap<string, Held>,
): Promise<ReadonlyMap<string, Written>> {
  const sources = [...held.values()].map(({ source }) => source);
  const values = await valuesOf(
    sources.filter((one) => one instanceof Variable),
  );
  return new Map(
    await Promise.all([...held].map(async ([name, one]) => {
      const { source, dims, type } = one;
      const data = source instanceof Variable
        ? values.get(source)!
        : source instanceof Tensor
        ? await source.data()
        : source;
      const bytes = bytesOf(data, one);
      return [name, { type: TYPES[type], dims, bytes }] as const;
    })),
  );
}

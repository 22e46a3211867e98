/** Writes the bytes of ONNX; the numbers of fields are those of its onnx.proto. */

import { Message } from "../../data/protobuf/message.ts";
import {
  type Attribute,
  type End,
  type Graph,
  IR_VERSION,
  type Node,
  type Onnx,
  type Tensor,
} from "./model.ts";

/** Who has written a file. */
export const PRODUCER = "decograd";

/** The bytes of a file. */
export function encodeOnnx({ opset, graph, metadata }: Onnx): Uint8Array {
  const message = new Message()
    .varint(1, IR_VERSION)
    .bytes(2, PRODUCER)
    .bytes(7, graphMessage(graph))
    .bytes(8, new Message().bytes(1, "").varint(2, opset));
  for (const [key, value] of metadata) {
    message.bytes(14, new Message().bytes(1, key).bytes(2, value));
  }
  return message.encode();
}

function graphMessage(graph: Graph): Message {
  const message = new Message();
  for (const node of graph.nodes) message.bytes(1, nodeMessage(node));
  message.bytes(2, graph.name);
  for (const [name, tensor] of graph.tensors) {
    message.bytes(5, tensorMessage(tensor, name));
  }
  for (const end of graph.inputs) message.bytes(11, endMessage(end));
  for (const end of graph.outputs) message.bytes(12, endMessage(end));
  return message;
}

function nodeMessage({ name, op, inputs, outputs, attributes }: Node): Message {
  const message = new Message();
  for (const input of inputs) message.bytes(1, input);
  for (const output of outputs) message.bytes(2, output);
  message.bytes(3, name).bytes(4, op);
  for (const [key, attribute] of Object.entries(attributes)) {
    message.bytes(5, attributeMessage(key, attribute));
  }
  return message;
}

function attributeMessage(name: string, attribute: Attribute): Message {
  const message = new Message().bytes(1, name);
  if ("float" in attribute) {
    return message.float(2, attribute.float).varint(20, 1);
  }
  if ("int" in attribute) return message.varint(3, attribute.int).varint(20, 2);
  if ("text" in attribute) {
    return message.bytes(4, attribute.text).varint(20, 3);
  }
  if ("tensor" in attribute) {
    return message.bytes(5, tensorMessage(attribute.tensor)).varint(20, 4);
  }
  if ("floats" in attribute) {
    for (const one of attribute.floats) message.float(7, one);
    return message.varint(20, 6);
  }
  for (const one of attribute.ints) message.varint(8, one);
  return message.varint(20, 7);
}

function tensorMessage({ type, dims, bytes }: Tensor, name?: string): Message {
  const message = new Message();
  for (const size of dims) message.varint(1, size);
  message.varint(2, type);
  if (name !== undefined) message.bytes(8, name);
  return message.bytes(9, bytes);
}

function endMessage({ name, type, shape }: End): Message {
  const sizes = new Message();
  for (const size of shape) {
    const dimension = new Message();
    if (typeof size === "number") dimension.varint(1, size);
    if (typeof size === "string") dimension.bytes(2, size);
    sizes.bytes(1, dimension);
  }
  const tensor = new Message().varint(1, type).bytes(2, sizes);
  return new Message().bytes(1, name).bytes(2, new Message().bytes(1, tensor));
}

/** Reads the bytes of ONNX; the numbers of fields are those of its onnx.proto. */

import { quote } from "../../config/errors.ts";
import {
  type Attribute,
  BYTES,
  type End,
  type Graph,
  type Node,
  type Onnx,
  type Tensor,
} from "./model.ts";
import { bytesOfWholes } from "./numbers.ts";
import {
  bytes,
  floats,
  readMessage,
  refused,
  type Take,
  text,
  type Where,
  whole,
  wholes,
  wrong,
} from "./reading.ts";

/**
 * What a file of ONNX says. Numbers are views of its bytes.
 *
 * @throws {TypeError} if it is no whole file, has numbers elsewhere, or says what is not read here; with where that is.
 */
export function decodeOnnx(action: string, file: Uint8Array): Onnx {
  let opset = 0;
  let graph: Graph | null = null;
  const metadata = new Map<string, string>();
  const part = "the file";
  readMessage({ action, part }, file, {
    7: bytes((value) => graph = graphOf(action, value)),
    8: bytes((value, where) => {
      let domain = "", version = 0;
      readMessage(where, value, {
        1: text((text) => domain = text),
        2: whole((number) => version = number),
      });
      if (domain === "" || domain === "ai.onnx") opset = version;
    }),
    14: bytes((value, where) => {
      let key = "", entry = "";
      readMessage(where, value, {
        1: text((text) => key = text),
        2: text((text) => entry = text),
      });
      metadata.set(key, entry);
    }),
    25: refused("functions of its own"),
  });
  if (!graph) throw wrong({ action, part }, "a graph", "none");
  return { opset, graph, metadata };
}

function graphOf(action: string, message: Uint8Array): Graph {
  const where = { action, part: "the graph" };
  let name = "";
  const nodes: Node[] = [];
  const tensors = new Map<string, Tensor>();
  const inputs: End[] = [], outputs: End[] = [];
  readMessage(where, message, {
    1: bytes((value) => nodes.push(nodeOf(action, value, nodes.length))),
    2: text((text) => name = text),
    5: bytes((value) => {
      const part = `initializer ${tensors.size}`;
      const { name, ...tensor } = tensorOf({ action, part }, value);
      if (tensors.has(name)) throw twice(where, "initializers", name);
      tensors.set(name, tensor);
    }),
    11: bytes((value) => inputs.push(endOf(where, value))),
    12: bytes((value) => outputs.push(endOf(where, value))),
    15: refused("sparse numbers"),
  });
  return { name, nodes, tensors, inputs, outputs };
}

/** Two of one name. */
export function twice(where: Where, what: string, name: string): TypeError {
  return wrong(where, `${what} of different names`, `${quote(name)} again`);
}

function nodeOf(action: string, message: Uint8Array, index: number): Node {
  const where = { action, part: `node ${index}` };
  let name = "", op = "", domain = "";
  const inputs: string[] = [], outputs: string[] = [];
  const attributes: Record<string, Attribute> = Object.create(null);
  readMessage(where, message, {
    1: text((text) => inputs.push(text)),
    2: text((text) => outputs.push(text)),
    3: text((text) => name = text),
    4: text((text) => op = text),
    5: bytes((value) => {
      const [key, attribute] = attributeOf(where, value);
      if (key in attributes) throw twice(where, "attributes", key);
      attributes[key] = attribute;
    }),
    7: text((text) => domain = text),
  });
  if (op === "") throw wrong(where, "an operator", "none");
  if (domain !== "" && domain !== "ai.onnx") {
    throw wrong(where, "an operator of ONNX itself", `${domain}.${op}`);
  }
  return { name, op, inputs, outputs, attributes };
}

/** The fields of attributes, by the numbers of their types. */
const KINDS: Readonly<Record<number, keyof Read>> = {
  1: "float",
  2: "int",
  3: "text",
  4: "tensor",
  6: "floats",
  7: "ints",
};

interface Read {
  float: number;
  int: number;
  text: string;
  tensor: Tensor | null;
  floats: number[];
  ints: number[];
}

function attributeOf(
  where: Where,
  message: Uint8Array,
): [name: string, attribute: Attribute] {
  let name = "", type = 0;
  const read: Read = {
    float: 0,
    int: 0,
    text: "",
    tensor: null,
    floats: [],
    ints: [],
  };
  readMessage(where, message, {
    1: text((text) => name = text),
    2: floats(([value]) => read.float = value),
    3: whole((value) => read.int = value),
    4: text((value) => read.text = value),
    5: bytes((value, where) => read.tensor = tensorOf(where, value)),
    6: refused("graphs in nodes"),
    7: floats((values) => read.floats.push(...values)),
    8: wholes(read.ints),
    20: whole((value) => type = value),
  });
  const kind = KINDS[type];
  const value = kind && read[kind];
  if (name === "" || value === undefined || value === null) {
    throw wrong(
      where,
      "attributes of numbers or text",
      `${quote(name)} of type ${type}`,
    );
  }
  return [name, { [kind]: value } as unknown as Attribute];
}

/** Axes of a tensor at most. */
const MOST_AXES = 8;

function tensorOf(
  where: Where,
  message: Uint8Array,
): Tensor & { readonly name: string } {
  let name = "", type = 0;
  let data = new Uint8Array();
  const dims: number[] = [];
  const whole64: number[] = [];
  const raw = bytes((value) => data = value as Uint8Array<ArrayBuffer>);
  const inLists: Take = refused("numbers in lists but for float32 and int64");
  readMessage(where, message, {
    1: wholes(dims),
    2: whole((value) => type = value),
    // Together they lie as raw ones do.
    4: (value, where) => {
      if (data.length > 0) throw wrong(where, "its numbers together", "parts");
      raw(value, where);
    },
    5: inLists,
    7: wholes(whole64),
    8: text((text) => name = text),
    9: raw,
    10: inLists,
    11: inLists,
    13: refused("numbers in another file"),
    14: whole((value) => {
      if (value !== 0) refused("numbers in another file")(value, where);
    }),
  });
  if (whole64.length > 0) data = bytesOfWholes(whole64);
  const own = { ...where, part: `${where.part} ${quote(name)}` };
  const width = BYTES[type];
  if (!width) throw wrong(own, "numbers", `elements of type ${type}`);
  const isShape = dims.length <= MOST_AXES && dims.every((size) => size >= 0);
  const size = dims.reduce((size, one) => size * one, width);
  if (!isShape || size !== data.length) {
    throw wrong(
      own,
      `${width} bytes for each number`,
      `${data.length} bytes for the shape [${dims.join(", ")}]`,
    );
  }
  return { name, type, dims, bytes: data };
}

function endOf(where: Where, message: Uint8Array): End {
  let name = "", type = 0;
  const shape: (number | string | null)[] = [];
  readMessage(where, message, {
    1: text((text) => name = text),
    2: bytes((value) =>
      readMessage(where, value, {
        1: bytes((value) =>
          readMessage(where, value, {
            1: whole((value) => type = value),
            2: bytes((value) =>
              readMessage(where, value, {
                1: bytes((value) => {
                  let size: number | string | null = null;
                  readMessage(where, value, {
                    1: whole((value) => size = value),
                    2: text((text) => size = text),
                  });
                  shape.push(size);
                }),
              })
            ),
          })
        ),
      })
    ),
  });
  return { name, type, shape };
}

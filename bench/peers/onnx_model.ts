/** ONNX models of a few nodes, as the protocol buffers that onnxruntime reads. */

/** A node of the graph. */
export interface Node {
  /** The operator's name. */
  readonly type: string;
  readonly inputs: readonly string[];
  readonly output: string;
  /** Lists of integers. */
  readonly attributes?: Readonly<Record<string, readonly number[]>>;
}

// onnx.proto: the numbers of the fields that are written, by message.
const MODEL = { irVersion: 1, graph: 7, opsetImport: 8 };
const OPSET = { version: 2 };
const GRAPH = { node: 1, name: 2, input: 11, output: 12 };
const NODE = { input: 1, output: 2, opType: 4, attribute: 5 };
const ATTRIBUTE = { name: 1, ints: 8, type: 20 };
const VALUE_INFO = { name: 1, type: 2 };
const TYPE = { tensorType: 1 };
const TENSOR_TYPE = { elementType: 1 };
const FLOAT = 1, INTS = 7;
const IR_VERSION = 8, OPSET_VERSION = 17;

type Bytes = readonly number[];

function varint(value: number): Bytes {
  const bytes: number[] = [];
  while (value > 127) {
    bytes.push((value & 127) | 128);
    value = Math.floor(value / 128);
  }
  return [...bytes, value];
}

function integer(field: number, value: number): Bytes {
  return [...varint(field << 3), ...varint(value)];
}

function bytes(field: number, ...parts: readonly Bytes[]): Bytes {
  const content = parts.flat();
  return [...varint(field << 3 | 2), ...varint(content.length), ...content];
}

function text(field: number, value: string): Bytes {
  return bytes(field, [...new TextEncoder().encode(value)]);
}

/** A float32 tensor of any shape. */
function tensorInfo(field: number, name: string): Bytes {
  const type = bytes(
    TYPE.tensorType,
    integer(TENSOR_TYPE.elementType, FLOAT),
  );
  return bytes(
    field,
    text(VALUE_INFO.name, name),
    bytes(VALUE_INFO.type, type),
  );
}

function node({ type, inputs, output, attributes = {} }: Node): Bytes {
  return bytes(
    GRAPH.node,
    ...inputs.map((input) => text(NODE.input, input)),
    text(NODE.output, output),
    text(NODE.opType, type),
    ...Object.entries(attributes).map(([name, ints]) =>
      bytes(
        NODE.attribute,
        text(ATTRIBUTE.name, name),
        ...ints.map((value) => integer(ATTRIBUTE.ints, value)),
        integer(ATTRIBUTE.type, INTS),
      )
    ),
  );
}

/** A model that computes the last node's output from its inputs. */
export function modelOf(
  nodes: readonly Node[],
  inputs: readonly string[],
): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    ...integer(MODEL.irVersion, IR_VERSION),
    ...bytes(
      MODEL.graph,
      ...nodes.map(node),
      text(GRAPH.name, "benchmark"),
      ...inputs.map((name) => tensorInfo(GRAPH.input, name)),
      tensorInfo(GRAPH.output, nodes.at(-1)!.output),
    ),
    ...bytes(MODEL.opsetImport, integer(OPSET.version, OPSET_VERSION)),
  ]);
}

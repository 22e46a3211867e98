/** Damaged files of ONNX, and those made to do harm: an error that says what is wrong and where, or what the file says. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import * as dg from "@decograd/decograd";
import { loadModel } from "@decograd/decograd/saving";
import { Message } from "../../../data/protobuf/message.ts";
import { decodeOnnx } from "../../../saving/onnx/decode.ts";
import { encodeOnnx } from "../../../saving/onnx/encode.ts";
import type { Graph, Onnx } from "../../../saving/onnx/model.ts";
import { writeOnnx } from "../../../saving/onnx/write.ts";
import { mutated } from "../mutated.ts";

/** Milliseconds that one may take, on a machine with much else to do. */
const LONGEST = 1000;
const MUTATIONS = 1000;

await dg.setBackend("reference", { fuse: false });

function small(): dg.Model {
  const { Conv2D, Dense, Flatten } = dg.layers;
  return new dg.Sequential([
    new Conv2D({
      filters: 2,
      kernelSize: 2,
      inputShape: [3, 3, 1],
      activation: "relu",
      name: "conv",
    }),
    new Flatten({ name: "flat" }),
    new Dense({ units: 2, name: "last" }),
  ], { name: "small" });
}

const file = await writeOnnx("save small", small());

/** What a graph computes, whatever its nodes are called. */
function computed({ nodes, tensors, inputs, outputs }: Graph): unknown {
  return {
    nodes: nodes.map((one) => ({ ...one, name: "" })),
    tensors,
    inputs,
    outputs,
  };
}

/** Reads a file with each of many damages: what is no error in words, and what is slow, fails. */
async function damage(
  file: Uint8Array,
  count: number,
  check: (model: dg.Model, bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const others: string[] = [];
  let refused = 0, slowest = 0;
  for (let seed = 0; seed < count; seed++) {
    const bytes = mutated(file, seed);
    const start = performance.now();
    let model: dg.Model | null = null;
    try {
      model = await loadModel(bytes);
    } catch (error) {
      refused++;
      const isSaid = error instanceof Error &&
        /^Cannot load bytes: expected .*, received /s.test(error.message);
      if (!isSaid) others.push(`${seed}: ${error}`);
    }
    slowest = Math.max(slowest, performance.now() - start);
    if (model) await check(model, bytes);
  }
  assertEquals(others, []);
  assert(refused > count / 4 && refused < count, `${refused} of ${count}`);
  assert(slowest < LONGEST, `${slowest} ms`);
}

const whole = decodeOnnx("", file);
const bare = encodeOnnx({ ...whole, metadata: new Map() });

Deno.test("a damaged file ends in an error that says what is wrong, or in the model that it says", () =>
  damage(file, MUTATIONS, async (model, bytes) => {
    const { graph } = decodeOnnx("", bytes);
    // A graph that is not the model's any more is read node by node.
    if (graph.nodes.length !== whole.graph.nodes.length) return;
    const again = decodeOnnx("", await writeOnnx("save it", model));
    const isSame = model instanceof dg.Sequential;
    if (isSame) assertEquals(computed(again.graph), computed(graph));
  }));

Deno.test("so does one without the model in Keras's form", () =>
  damage(bare, MUTATIONS / 2, async (model) => {
    const y = model.apply<dg.Tensor | dg.Tensor[]>(dg.ones([2, 3, 3, 1]));
    await [y].flat()[0].data();
  }));

/** The file with something else in its graph. */
function withGraph(change: (graph: Graph) => Partial<Graph>): Uint8Array {
  const graph = { ...whole.graph, ...change(whole.graph) };
  return encodeOnnx({ ...whole, graph } as Onnx);
}

async function refusal(bytes: Uint8Array): Promise<string> {
  return (await assertRejects(() => loadModel(bytes), Error)).message;
}

Deno.test("weights that are missing, too many and of other shapes are told in one error", async () => {
  const bytes = withGraph(({ tensors }) => {
    const all = new Map(tensors);
    all.delete("small/last/bias");
    const [[name, kernel]] = [...all].filter(([name]) =>
      name === "small/last/kernel"
    );
    all.set(name, { ...kernel, dims: kernel.dims.toReversed() });
    all.set("more", kernel);
    return { tensors: all };
  });
  assertEquals(
    await refusal(bytes),
    "Cannot load bytes: expected its weights, received no small/last/bias; small/last/kernel of shape [2, 8] for [8, 2]; more, which it has not",
  );
});

/** A tensor that is no good, in an otherwise empty graph. */
function withTensor(tensor: Message): Uint8Array {
  const graph = new Message().bytes(5, tensor.bytes(8, "w"));
  return new Message().varint(1, 9).bytes(7, graph).encode();
}

Deno.test("sizes are held against the bytes that are there before memory is taken", async () => {
  for (
    const [dims, size] of [
      [[2 ** 31, 2 ** 31], 4],
      [[2 ** 40], 0],
      [[-1], 4],
      [[3], 8],
      [new Array(9).fill(1), 4],
    ] as const
  ) {
    const tensor = new Message();
    for (const one of dims) tensor.varint(1, one);
    tensor.varint(2, 1).bytes(9, new Uint8Array(size));
    assertEquals(
      await refusal(withTensor(tensor)),
      `Cannot load bytes: expected initializer 0 "w" to have 4 bytes for each number, received ${size} bytes for the shape [${
        dims.join(", ")
      }]`,
    );
  }
});

Deno.test("numbers in another file are refused, wherever that is", async () => {
  const place = new Message().bytes(1, "location").bytes(2, "../../etc/passwd");
  const tensor = new Message().varint(1, 1).varint(2, 1).bytes(13, place);
  const reason = "no numbers in another file, which is not read here";
  assert((await refusal(withTensor(tensor))).includes(reason));
  const said = new Message().varint(1, 1).varint(2, 1).varint(14, 1);
  assert((await refusal(withTensor(said))).includes(reason));
});

Deno.test("two weights of one name are refused", async () => {
  const tensor = new Message().varint(1, 1).varint(2, 1).bytes(8, "w")
    .bytes(9, new Uint8Array(4));
  const graph = new Message().bytes(5, tensor).bytes(5, tensor);
  const bytes = new Message().varint(1, 9).bytes(7, graph).encode();
  assertEquals(
    await refusal(bytes),
    'Cannot load bytes: expected the graph to have initializers of different names, received "w" again',
  );
});

Deno.test("graphs that cannot be computed are refused with the node and what is wrong", async () => {
  const { nodes } = whole.graph;
  const [first] = nodes;
  const last = nodes.length - 1;
  const without = (change: (graph: Graph) => Partial<Graph>) => {
    const graph = { ...whole.graph, ...change(whole.graph) };
    return encodeOnnx({ ...whole, metadata: new Map(), graph });
  };
  const cases: [Uint8Array, string][] = [
    [
      without(() => ({ nodes: nodes.with(0, { ...first, op: "Mystery" }) })),
      'received Mystery "conv/Transpose"',
    ],
    [
      without(() => ({ nodes: nodes.toReversed() })),
      'expected Add "last/Add" to take what is given before it, received "last/MatMul"',
    ],
    [
      without(() => ({ nodes: [first, ...nodes] })),
      'expected values of different names, received "conv/Transpose" again',
    ],
    [
      without(() => ({ nodes: nodes.slice(0, last) })),
      "expected an output ",
    ],
    [
      without(({ inputs: [input] }) => ({
        inputs: [{ ...input, shape: [2 ** 40, 3, 3, 1] }],
      })),
      "of at most 4194304 numbers, received [1099511627776, 3, 3, 1]",
    ],
    [
      without(() => ({
        nodes: nodes.map((node) =>
          node.op === "Conv"
            ? { ...node, attributes: { ...node.attributes, more: { int: 1 } } }
            : node
        ),
      })),
      'expected Conv "conv/Conv" to have no further attributes, received more',
    ],
    [
      encodeOnnx({ ...whole, opset: 99, metadata: new Map() }),
      "expected operators of version 13 to 23, received 99",
    ],
  ];
  for (const [bytes, said] of cases) {
    const message = await refusal(bytes);
    assert(message.includes(said), message);
  }
});

/** onnxruntime for Node: inference of models of one or two nodes, which are written here. */

import { Cannot, type Peer, type Prepared } from "../contest/peer.ts";
import { dataOf, type Task } from "../contest/workloads.ts";
import { channelsFirst, toChannelsFirst } from "./channels_first.ts";
import { load, versionOf } from "./libraries.ts";
import { modelOf, type Node } from "./onnx_model.ts";

interface Tensor {
  readonly data: Float32Array;
  dispose(): void;
}

interface Session {
  run(feeds: Record<string, Tensor>): Promise<Record<string, Tensor>>;
  release(): Promise<void>;
}

interface Onnxruntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: object): Promise<Session>;
  };
  readonly Tensor: new (
    type: "float32",
    data: Float32Array,
    shape: readonly number[],
  ) => Tensor;
}

/** Opens it with a number of threads. */
export async function openOnnxruntime(threads: number): Promise<Peer> {
  const library = await load<Onnxruntime & { default?: Onnxruntime }>(
    "onnxruntime",
  );
  const onnx = library.default ?? library;
  return {
    version: versionOf("onnxruntime"),
    prepare: (task) => prepare(onnx, task, threads),
  };
}

async function prepare(
  onnx: Onnxruntime,
  task: Task,
  threads: number,
): Promise<Prepared> {
  const nodes = nodesOf(task);
  const shapes = { x: task.x, w: task.w, dy: task.y };
  const feeds: Record<string, Tensor> = {};
  for (const [i, name] of (["x", "w", "dy"] as const).entries()) {
    if (!nodes.some((node) => node.inputs.includes(name))) continue;
    const data = dataOf(shapes[name], i + 1);
    feeds[name] = laid(onnx, data, shapes[name], task, name === "w");
  }
  const session = await onnx.InferenceSession.create(
    modelOf(nodes, Object.keys(feeds)),
    {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: "sequential",
      graphOptimizationLevel: "all",
    },
  );
  return {
    run: async () => void (await session.run(feeds)),
    settle: () => {},
    results: async () => [(await session.run(feeds)).out.data],
    [Symbol.dispose]: () => void session.release(),
  };
}

function laid(
  onnx: Onnxruntime,
  data: Float32Array,
  shape: readonly number[],
  { kind, w }: Task,
  isKernel: boolean,
): Tensor {
  if (kind === "bias" && isKernel) {
    return new onnx.Tensor("float32", data, [1, w[0], 1, 1]);
  }
  return shape.length === 4
    ? new onnx.Tensor(
      "float32",
      toChannelsFirst(data, shape, isKernel),
      channelsFirst(shape, isKernel),
    )
    : new onnx.Tensor("float32", data, shape);
}

function nodesOf({ kind, op, w, stride }: Task): readonly Node[] {
  const over = Math.max(w[0] - stride, 0), crop = Math.floor(over / 2);
  const geometry = {
    strides: [stride, stride],
    kernel_shape: [w[0], w[1]],
    pads: [crop, crop, over - crop, over - crop],
  };
  switch (`${kind} ${op}`) {
    case "conv fwd":
      return [{
        type: "ConvTranspose",
        inputs: ["x", "w"],
        output: "out",
        attributes: geometry,
      }];
    case "conv dx":
      return [{
        type: "Conv",
        inputs: ["dy", "w"],
        output: "out",
        attributes: geometry,
      }];
    case "dense fwd":
      return [{ type: "MatMul", inputs: ["x", "w"], output: "out" }];
    case "bias fwd":
      return [
        { type: "Add", inputs: ["x", "w"], output: "sum" },
        { type: "Relu", inputs: ["sum"], output: "out" },
      ];
    default:
      throw new Cannot("inference only");
  }
}

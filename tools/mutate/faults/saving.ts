/** Faults in what reads and writes files of models. */

import type { Fault } from "../fault.ts";

const READS = ["tests/saving/load_model_test.ts"];
const WRITES = ["tests/saving/save_test.ts"];
const HOSTILE = ["tests/saving/hostile_test.ts"];
const TORCH = ["tests/saving/torch_test.ts"];

/** Each breaks how weights find their places, or what a file may do. */
export const saving: readonly Fault[] = [
  {
    file: "saving/weights/places.ts",
    text: "if (seen.has(value)) return;",
    replacement: "",
    why: "a layer that is met twice is kept twice",
    tests: [...READS, ...WRITES],
  },
  {
    file: "saving/weights/places.ts",
    text: "if (isGraph(module)) return [...layers, ...sorted(members)];",
    replacement: "",
    why: "the list of layers does not come first",
    tests: [...READS, ...WRITES],
  },
  {
    file: "saving/weights/places.ts",
    text: 'name.startsWith("_") ? `~${name}` : name',
    replacement: "name",
    why: "private properties come first",
    tests: WRITES,
  },
  {
    file: "saving/legacy/weights.ts",
    text: "[...layer.trainableVariables, ...layer.nonTrainableVariables]",
    replacement: "[...layer.weights]",
    why: "running means stand before what is trained behind them",
    tests: READS,
  },
  {
    file: "saving/hdf5/read.ts",
    text: 'if (seen.has(at)) throw new TypeError("an object in two places");',
    replacement: "",
    why: "groups may lead back to themselves",
    tests: HOSTILE,
  },
  {
    file: "saving/hdf5/read_array.ts",
    text: "from + length <= view.byteLength",
    replacement: "true",
    why: "an array may end beyond its file",
    tests: HOSTILE,
  },
  {
    file: "saving/hdf5/write.ts",
    text: "forgetTimes(new DataView(bytes.buffer), open(bytes.buffer));",
    replacement: "",
    why: "equal models make different files",
    tests: WRITES,
  },
  {
    file: "saving/keras/archive.ts",
    text: "files.has(name) ||",
    replacement: "",
    why: "a second file takes the place of the first",
    tests: HOSTILE,
  },
  {
    file: "saving/keras/json.ts",
    text: 'if (key === "__proto__") return undefined;',
    replacement: "",
    why: "a file says what objects derive from",
    tests: HOSTILE,
  },
  {
    file: "saving/torch/image_order.ts",
    text: "if (isImage(before)) add(to, { before });",
    replacement: "",
    why: "rows behind a Flatten keep PyTorch's order",
    tests: TORCH,
  },
  {
    file: "saving/torch/image_order.ts",
    text: "if (isImage(after)) add(from, { after });",
    replacement: "",
    why: "columns before a Reshape keep PyTorch's order",
    tests: TORCH,
  },
  {
    file: "models/weights/put.ts",
    text: "missing: may.missing ? [] : missing,",
    replacement: "missing: [],",
    why: "weights that are not in the file are passed over",
    tests: ["tests/saving/load_weights_test.ts", ...TORCH],
  },
];

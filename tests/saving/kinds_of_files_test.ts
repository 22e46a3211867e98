/** Each function that reads files, given each kind of file: it reads it, or says what it is and who does. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import {
  loadModel,
  loadTorchWeights,
  loadWeights,
  saveModel,
  saveWeights,
} from "@decograd/decograd/saving";
import { writeZip } from "../../data/zip.ts";
import { inFolder } from "../helpers/folder.ts";

const { data, layers } = dg;
const x = [[1, 2], [3, 4]], y = [[1], [2]];

function small(): dg.Sequential {
  const model = new dg.Sequential([
    new layers.Dense({ units: 1, inputShape: [2], name: "dense" }),
  ], { name: "small" });
  model.compile({ optimizer: "sgd", loss: "mse" });
  return model;
}

/** What reads a file, by what errors call it. */
const READERS: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
  loadModel: (path) => loadModel(path),
  loadWeights: (path) => loadWeights(small(), path),
  "model.loadWeights": (path) => small().loadWeights(path),
  loadTorchWeights: (path) =>
    loadTorchWeights(small(), path, { verbose: false }),
  loadCheckpoint: (path) => dg.loadCheckpoint(small(), path),
  resumeFrom: (path) => small().fit(x, y, { verbose: 0, resumeFrom: path }),
};

/** A kind of file: who reads it, and what all others say. */
interface Kind {
  readonly write: (path: string) => Promise<unknown>;
  readonly readBy: readonly string[];
  readonly said: string;
}

const WEIGHTS = ["loadWeights", "model.loadWeights"];
const HDF5 = "an HDF5 file (loadModel and loadWeights of ";
const text = (text: string) => (path: string) => Deno.writeTextFile(path, text);
const array = (...shape: number[]) => ({
  shape,
  data: new Float32Array(shape.reduce((size, n) => size * n)),
});

const KINDS: Readonly<Record<string, Kind>> = {
  "a model by Keras 3": {
    write: (path) => saveModel(small(), path + ".keras"),
    readBy: ["loadModel", ...WEIGHTS],
    said: "a whole model in the form of .keras (loadModel of ",
  },
  "a model by Keras 2": {
    write: (path) => saveModel(small(), path + ".h5"),
    readBy: ["loadModel", ...WEIGHTS],
    said: HDF5,
  },
  "weights by Keras 3": {
    write: (path) => saveWeights(small(), path + ".weights.h5"),
    readBy: WEIGHTS,
    said: HDF5,
  },
  "weights by Keras 2": {
    write: (path) => saveWeights(small(), path + ".h5"),
    readBy: WEIGHTS,
    said: HDF5,
  },
  "weights in npz": {
    write: (path) => saveWeights(small(), path + ".npz"),
    readBy: WEIGHTS,
    said: "arrays in the form of .npz (loadWeights of ",
  },
  "weights in safetensors": {
    write: (path) => saveWeights(small(), path + ".safetensors"),
    readBy: WEIGHTS,
    said: "weights of a model (loadWeights reads them)",
  },
  "a checkpoint between trainings": {
    write: (path) => dg.saveCheckpoint(small(), path + ".safetensors"),
    readBy: [...WEIGHTS, "loadCheckpoint"],
    said: "a checkpoint (loadCheckpoint reads it, and loadWeights its weights)",
  },
  "weights of PyTorch": {
    write: (path) =>
      Deno.writeFile(
        path,
        data.encodeSafetensors({ weight: array(1, 2), bias: array(1) }),
      ),
    readBy: ["loadTorchWeights"],
    said: "loadTorchWeights",
  },
  "what torch.save writes": {
    write: async (path) =>
      await Deno.writeFile(
        path,
        await writeZip(
          [{ name: "model/data.pkl", bytes: Uint8Array.of(0x80, 2, 0x2e) }],
          false,
        ),
      ),
    readBy: [],
    said: "what torch.save wrote (loadTorchWeights reads what save_file of ",
  },
  "one array of NumPy's": {
    write: async (path) =>
      await Deno.writeFile(path, data.encodeNpy(array(2, 3))),
    readBy: [],
    said: "an array in the form of .npy (data.decodeNpy reads it)",
  },
  "an archive of other files": {
    write: async (path) =>
      await Deno.writeFile(
        path,
        await writeZip([{ name: "a.txt", bytes: Uint8Array.of(1) }], false),
      ),
    readBy: [],
    said: 'an archive in zip with ["a.txt"]',
  },
  "a model in ONNX": {
    write: (path) => saveModel(small(), path + ".onnx"),
    readBy: ["loadModel"],
    said: "a model in ONNX (loadModel of ",
  },
  "a picture": {
    write: async (path) =>
      await Deno.writeFile(
        path,
        await data.encodePng({
          ...{ width: 1, height: 1, channels: 1 },
          data: Uint8Array.of(0),
        }),
      ),
    readBy: [],
    said: "a picture in PNG",
  },
  "a page": {
    write: text("<html>Not here</html>"),
    readBy: [],
    said: 'text that begins with "<html>Not here</html>"',
  },
  "nothing": { write: text(""), readBy: [], said: "an empty file" },
};

/** Where one says something else of a kind. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  "loadModel of weights by Keras 3":
    "a file without one (loadWeights reads weights alone)",
  "loadModel of weights by Keras 2":
    "a file without one (loadWeights reads weights alone)",
  "resumeFrom of a checkpoint between trainings":
    "one of a model that was not trained by it just then",
};

for (const [kind, { write, readBy, said }] of Object.entries(KINDS)) {
  Deno.test(`${kind}: read by ${readBy.join(", ") || "nobody"}, and the others say what it is`, () =>
    inFolder(async (folder) => {
      await write(`${folder}/file`);
      const [{ name }] = Deno.readDirSync(folder);
      const path = `${folder}/file`;
      // What it is, its bytes say, not its name.
      if (name !== "file") await Deno.rename(`${folder}/${name}`, path);
      for (const [reader, read] of Object.entries(READERS)) {
        let message = "";
        await read(path).catch((error) => message = error.message);
        const expected = EXCEPTIONS[`${reader} of ${kind}`] ?? said;
        const isAsExpected = readBy.includes(reader)
          ? message === ""
          : /^Cannot load .*: expected /s.test(message) &&
            message.includes(expected);
        assertEquals([reader, isAsExpected, message], [reader, true, message]);
      }
    }));
}

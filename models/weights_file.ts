/** The weights of a model in a file, in the safetensors format. */

import type { Tensor } from "../autograd/tensor.ts";
import { tensor } from "../autograd/create.ts";
import { Scope } from "../autograd/scope.ts";
import { ValueError } from "../config/errors.ts";
import { readFile } from "../data/files/read_file.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
} from "../data/safetensors/safetensors.ts";
import { writeFile } from "../data/files/write_file.ts";

/** What says that the tensors of a file are in the order of the weights. */
const WRITER = { writer: "decograd" };

/** A model, as far as its weights are written and read. */
interface Weighted {
  readonly weights: readonly {
    readonly path: string;
  }[];
  getWeights(): Tensor[];
  setWeights(values: readonly Tensor[]): void;
}

/** Writes all weights by their paths. */
export async function saveWeights(
  model: Weighted,
  path: string,
): Promise<void> {
  const action = `save the weights of ${model}`;
  checkPath(action, path);
  const { weights } = model;
  if (new Set(weights.map(({ path }) => path)).size < weights.length) {
    throw new ValueError(
      `Cannot ${action}: expected weights with paths of their own, received some with the same`,
    );
  }
  // All of one moment, whatever is trained while they are read.
  const values = model.getWeights();
  const entries = await Promise.all(values.map(async (value, i) => {
    const { shape } = value;
    using taken = value;
    return [weights[i].path, { shape, data: await taken.data() }] as const;
  }));
  await writeFile(path, encodeSafetensors(Object.fromEntries(entries), WRITER));
}

/** Puts weights of a file in their places: by their paths, or where these are others in their order. */
export async function loadWeights(
  model: Weighted,
  path: string,
): Promise<void> {
  const action = `load the weights of ${model}`;
  checkPath(action, path);
  const bytes = await readFile(path);
  if (!bytes) {
    throw new ValueError(
      `Cannot ${action}: expected a file, received ${path}, which is not there`,
    );
  }
  const { tensors, metadata } = decodeSafetensors(bytes);
  const { weights } = model;
  const names = Object.keys(tensors);
  const isNamed = weights.every(({ path }) => Object.hasOwn(tensors, path));
  const isOrdered = metadata.writer === WRITER.writer;
  if (names.length !== weights.length || !(isNamed || isOrdered)) {
    throw new ValueError(
      `Cannot ${action}: expected ${weights.length} tensors, ${
        weights.map(({ path }) => path).join(", ")
      }, received ${names.length}, ${names.join(", ")}`,
    );
  }
  using _scope = new Scope();
  model.setWeights(
    weights.map((weight, i) => {
      const { data, shape } = tensors[isNamed ? weight.path : names[i]];
      return tensor(data, shape);
    }),
  );
}

function checkPath(action: string, path: unknown): void {
  if (typeof path === "string" && path.endsWith(".safetensors")) return;
  throw new ValueError(
    `Cannot ${action}: expected a path that ends with .safetensors (Keras's .keras and .h5 are neither written nor read), received ${path}`,
  );
}

/** The weights of a model in a file, in the safetensors format. */

import type { Tensor } from "../../autograd/tensor.ts";
import { quote, ValueError } from "../../config/errors.ts";
import { shownPath } from "../../data/files/file_path.ts";
import { readFile } from "../../data/files/read_file.ts";
import { writeNewBytes } from "../../data/files/write_file.ts";
import { decodeAnySafetensors } from "../../data/safetensors/any_dtype.ts";
import { fromFile } from "../../data/safetensors/from_file.ts";
import { encodeSafetensors } from "../../data/safetensors/safetensors.ts";
import type { Variable } from "../../variables/variable.ts";
import { matchNamed } from "./named.ts";
import { type Matches, put } from "./put.ts";

/** What says that the tensors of a file are in the order of the weights. */
const WRITER = { writer: "decograd" };

/** A model, as far as its weights are written and read. */
interface Weighted {
  readonly built: boolean;
  readonly weights: readonly Variable[];
  getWeights(): Tensor[];
}

/** Writes all weights by their paths. */
export async function saveWeights(
  model: Weighted,
  path: string,
): Promise<void> {
  const action = `save the weights of ${model} to ${shownPath(path)}`;
  checkPath(action, path);
  checkBuilt(action, model);
  await writeNewBytes(path, await safetensorsOf(action, model));
}

/** The bytes of a file with all weights by their paths. */
export async function safetensorsOf(
  action: string,
  model: Weighted,
): Promise<Uint8Array> {
  return encodeSafetensors(await namedWeights(action, model), WRITER);
}

/** All weights by their paths, of one moment, whatever is trained while they are read. */
export async function namedWeights(
  action: string,
  model: Weighted,
): Promise<Record<string, { shape: readonly number[]; data: Float32Array }>> {
  const { weights } = model;
  if (new Set(weights.map(({ path }) => path)).size < weights.length) {
    throw new ValueError(
      `Cannot ${action}: expected weights with paths of their own, received some with the same`,
    );
  }
  const values = model.getWeights();
  return Object.fromEntries(
    await Promise.all(values.map(async (value, i) => {
      const { shape } = value;
      using taken = value;
      return [weights[i].path, { shape, data: await taken.data() }] as const;
    })),
  );
}

/** Puts weights of a file in their places: by their paths, or where these are others in their order. */
export async function loadWeights(
  model: Weighted,
  path: string,
): Promise<void> {
  const action = `load the weights of ${model} from ${shownPath(path)}`;
  checkPath(action, path);
  checkBuilt(action, model);
  const bytes = await readFile(path, action);
  if (!bytes) {
    throw new ValueError(
      `Cannot ${action}: expected a file, received ${path}, which is not there`,
    );
  }
  put(action, matchSafetensors(action, model, bytes));
}

/** What such a file has for the weights of a model; with `byName` only by their paths. */
export function matchSafetensors(
  action: string,
  { weights }: Weighted,
  bytes: Uint8Array,
  byName = false,
): Matches {
  const { tensors, metadata } = fromFile(
    action,
    () => decodeAnySafetensors(bytes),
  );
  const isOrdered = !byName && metadata.writer === WRITER.writer;
  return matchNamed(tensors, weights, isOrdered);
}

/**
 * Refuses what has no weights yet. A model whose own steps call the layers in it is never built as a whole, and has some.
 *
 * @throws {ValueError} if it is neither built nor has weights.
 */
export function checkBuilt(
  action: string,
  { built, weights }: Pick<Weighted, "built" | "weights">,
): void {
  if (built || weights.length > 0) return;
  throw new ValueError(
    `Cannot ${action}: expected a model that is built, received one that has neither been built nor called`,
  );
}

function checkPath(action: string, path: unknown): void {
  if (typeof path === "string" && path.endsWith(".safetensors")) return;
  throw new ValueError(
    `Cannot ${action}: expected a path that ends with .safetensors (loadWeights and saveWeights of @decograd/decograd/saving take Keras's .weights.h5 too), received ${
      quote(path)
    }`,
  );
}

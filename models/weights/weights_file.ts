/** The weights of a model in a file, in the safetensors format. */

import type { Tensor } from "../../autograd/tensor.ts";
import { ValueError } from "../../config/errors.ts";
import {
  CHECKPOINT_FORMAT,
  isOurs,
  otherKind,
  WRITER,
} from "../../data/files/describe_bytes.ts";
import { pathOf, shownPath } from "../../data/files/file_path.ts";
import { readFile } from "../../data/files/read_file.ts";
import { writeNewBytes } from "../../data/files/write_file.ts";
import { decodeAnySafetensors } from "../../data/safetensors/any_dtype.ts";
import { fromFile } from "../../data/safetensors/from_file.ts";
import { encodeSafetensors } from "../../data/safetensors/safetensors.ts";
import type { Variable } from "../../variables/variable.ts";
import { readCheckpoint } from "../saving/checkpoint_file.ts";
import { matchNamed, ownPaths } from "./named.ts";
import { otherForms } from "./other_forms.ts";
import { type Matches, put } from "./put.ts";

/** What is said where nothing in a file of others fits. */
const FOR_PYTORCH = "loadTorchWeights reads those of PyTorch";

/** A model, as far as its weights are written and read. */
interface Weighted {
  readonly built: boolean;
  readonly weights: readonly Variable[];
  getWeights(): Tensor[];
}

/** Writes all weights: by their paths to a file that ends with `.safetensors`, else as its ending says. */
export async function saveWeights(
  model: Weighted,
  path: string | URL,
): Promise<void> {
  const action = `save the weights of ${model} to ${shownPath(path)}`;
  if (!isSafetensors(action, path)) {
    const forms = otherForms(action, {
      or: "a path that ends with .safetensors, or ",
      received: shownPath(path),
    });
    return await forms.saveWeights(model, path);
  }
  checkBuilt(action, model);
  await writeNewBytes(path, await safetensorsOf(model));
}

/** The bytes of a file with all weights by their paths. */
export async function safetensorsOf(
  model: Weighted,
): Promise<Uint8Array> {
  return encodeSafetensors(await namedWeights(model), {
    writer: WRITER,
  });
}

/** All weights by their paths, of one moment, whatever is trained while they are read. */
export async function namedWeights(
  model: Weighted,
): Promise<Record<string, { shape: readonly number[]; data: Float32Array }>> {
  const { weights } = model;
  const paths = ownPaths(weights);
  const values = model.getWeights();
  return Object.fromEntries(
    await Promise.all(values.map(async (value, i) => {
      const { shape } = value;
      using _taken = value;
      return [paths[i], { shape, data: await value.data() }] as const;
    })),
  );
}

/** Puts weights of a file in their places: by their paths, or where these are others in their order. */
export async function loadWeights(
  model: Weighted,
  path: string | URL,
): Promise<void> {
  const action = `load the weights of ${model} from ${shownPath(path)}`;
  const file = pathOf(action, path);
  checkBuilt(action, model);
  const bytes = await readFile(file, action);
  if (!bytes) {
    throw new ValueError(
      `Cannot ${action}: expected a file, received ${
        shownPath(path)
      }, which is not there`,
    );
  }
  const received = otherKind(bytes);
  if (received !== null) {
    const or = "a file of safetensors, or ";
    await otherForms(action, { or, received }).loadWeights(model, path);
  } else put(action, matchSafetensors(action, model, bytes));
}

/** What such a file, or a checkpoint, has for the weights of a model; with `byName` only by their paths. */
export function matchSafetensors(
  action: string,
  { weights }: Weighted,
  bytes: Uint8Array,
  byName = false,
): Matches {
  const { tensors, metadata } = fromFile(action, bytes, decodeAnySafetensors);
  if (metadata.format === CHECKPOINT_FORMAT) {
    const { parts } = readCheckpoint(action, bytes);
    const named = parts.weights.map(({ path, value }) => [path, value]);
    return matchNamed(Object.fromEntries(named), weights, !byName);
  }
  // What we write is in the order of the weights.
  if (isOurs(metadata)) return matchNamed(tensors, weights, !byName);
  return { ...matchNamed(tensors, weights, false), hint: FOR_PYTORCH };
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

function isSafetensors(action: string, path: string | URL): boolean {
  return pathOf(action, path).endsWith(".safetensors");
}

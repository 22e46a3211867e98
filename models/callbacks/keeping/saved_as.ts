/** What ModelCheckpoint writes: weights, a whole model or a whole training. */

import { quote, ValueError } from "../../../config/errors.ts";
import type { Layer } from "../../../layers/layer.ts";
import { saveCheckpoint } from "../../saving/checkpoint.ts";
import { otherForms, saveModel } from "../../weights/other_forms.ts";
import { saveWeights } from "../../weights/weights_file.ts";

/** What is written, in the words for it. */
export type SavedAs = "weights" | "model" | "training";

/** The endings of the files. */
const ENDINGS: Readonly<Record<SavedAs, readonly string[]>> = {
  weights: [".safetensors", ".weights.h5", ".h5", ".npz"],
  model: [".keras", ".h5", ".onnx"],
  training: [".safetensors"],
};
const WEIGHTS_IN_HDF5 = ".weights.h5";

/** The endings that there are. */
export const ALL_ENDINGS: readonly string[] = [
  ".safetensors",
  ".keras",
  WEIGHTS_IN_HDF5,
  ".h5",
  ".npz",
  ".onnx",
];

/** What is asked for. */
export interface Asked {
  readonly filepath: string;
  readonly saveWeightsOnly: boolean | null;
  readonly saveTraining: boolean;
}

/**
 * What the options and the ending of the path mean.
 *
 * @throws {ValueError} if they contradict each other.
 */
export function savedAs(
  owner: string,
  { filepath, saveWeightsOnly, saveTraining }: Asked,
): SavedAs {
  if (saveTraining && saveWeightsOnly) {
    throw new ValueError(
      `Cannot make ${owner}: expected saveWeightsOnly or saveTraining, received both`,
    );
  }
  const isModel = saveWeightsOnly === null
    ? endsWith(filepath, "model")
    : !saveWeightsOnly;
  const kind = saveTraining ? "training" : isModel ? "model" : "weights";
  if (endsWith(filepath, kind)) return kind;
  throw new ValueError(
    `Cannot make ${owner}: expected a path that ends with ${
      ENDINGS[kind].join(", ")
    }, for the ${kind}, received ${quote(filepath)}`,
  );
}

function endsWith(path: string, kind: SavedAs): boolean {
  if (path.endsWith(WEIGHTS_IN_HDF5)) return kind === "weights";
  return ENDINGS[kind].some((ending) => path.endsWith(ending));
}

/**
 * Refuses a path whose form nobody in the program knows.
 *
 * @throws {ValueError} if it is one.
 */
export function checkForm(action: string, filepath: string): void {
  if (!filepath.endsWith(".safetensors")) otherForms(action);
}

/** Writes it. */
export async function writeAs(
  kind: SavedAs,
  model: Layer,
  path: string,
): Promise<void> {
  if (kind === "training") await saveCheckpoint(model, path);
  else if (kind === "model") await saveModel(model, path);
  else await saveWeights(model, path);
}

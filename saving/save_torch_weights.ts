/** Writes weights for PyTorch. */

import { checkArgumentCount } from "../config/options.ts";
import { flag, nullable, row } from "../config/rows.ts";
import { readOptions, type Schema } from "../config/schema.ts";
import { shownPath } from "../data/files/file_path.ts";
import { writeNewBytes } from "../data/files/write_file.ts";
import type { Model } from "../models/mod.ts";
import { endingOf } from "./form.ts";
import { TORCH_NAMES } from "./options.ts";
import { checkModel } from "./save_model.ts";
import type { Source } from "./source.ts";
import { encodeState } from "./torch/encode_state.ts";
import { named, namedAs } from "./torch/names.ts";
import { readState } from "./torch/state.ts";
import { tableOf, wantedOf } from "./torch/wanted.ts";

/**
 * How weights are written for PyTorch.
 * @category Saving
 */
export interface SaveTorchWeightsOptions {
  /** For layers, by their names, what they are called in the file, such as `{ dense: "head.0" }`. */
  readonly names?: Readonly<Record<string, string>>;
  /** A `state_dict` of the same modules in a safetensors file, whose names and counts of batches are taken. */
  readonly like?: Source | null;
  /** Whether to say what went where; true if not given. */
  readonly verbose?: boolean;
}

/**
 * What came of writing weights for PyTorch.
 * @category Saving
 */
export interface SavedTorchWeights {
  /** The weights, by their paths, and what the file calls each. */
  readonly saved: Readonly<Record<string, string>>;
}

const OPTIONS = {
  names: TORCH_NAMES,
  like: nullable(row<Source>(
    "a path, a URL or bytes",
    (value) =>
      typeof value === "object" || typeof value === "string"
        ? value as Source
        : undefined,
  )),
  verbose: flag(true),
} satisfies Schema<SaveTorchWeightsOptions>;

/**
 * Writes the weights of a model to a safetensors file, whole or not at all, as a `state_dict` of PyTorch that
 * `load_state_dict` takes, and says what went where. The layers are those that `loadTorchWeights` knows, and kernels are
 * turned back. The bytes are those that Python's `save_file` writes for the same tensors in float32.
 *
 * A layer is the module that `names` says, or one with its own name. With `like` it is the module of that file from which
 * `loadTorchWeights` would read it: so weights that were trained further go back under the names with which they came.
 * PyTorch counts the batches of a BatchNorm, and here nobody does: the count is that of `like`, or 0.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { saveTorchWeights } from "@decograd/decograd/saving";
 * import { assertEquals } from "@std/assert";
 *
 * const model = new dg.Sequential([
 *   new dg.layers.Dense({ units: 4, inputShape: [2], name: "hidden" }),
 *   new dg.layers.ReLU(),
 *   new dg.layers.Dense({ units: 1, name: "out" }),
 * ]);
 * const path = `${await Deno.makeTempDir()}/model.safetensors`;
 * // In Python: nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 1)).load_state_dict(load_file(path))
 * await saveTorchWeights(model, path, {
 *   names: { hidden: "0", out: "2" },
 *   verbose: false,
 * });
 * const { tensors } = dg.data.decodeSafetensors(await Deno.readFile(path));
 * assertEquals(tensors["0.weight"].shape, [4, 2]);
 * ```
 *
 * @throws {ValueError} if the path ends otherwise than with `.safetensors`, the model has not been built, a layer has none of
 * these classes, two modules have the same name, or `like` has other weights.
 * @throws {TypeError} if `like` is no whole safetensors file, or an option is unknown.
 *
 * @category Saving
 */
export async function saveTorchWeights(
  model: Model,
  path: string | URL,
  options: SaveTorchWeightsOptions = {},
): Promise<SavedTorchWeights> {
  const action = `save weights of ${model} for PyTorch to ${shownPath(path)}`;
  checkArgumentCount(action, arguments, 3);
  const { names, like, verbose } = readOptions(action, OPTIONS, options);
  endingOf(action, path, [".safetensors"]);
  checkModel(action, model);
  const wanted = wantedOf(action, model);
  const state = like === null ? {} : await readState(action, like);
  const weights = like === null
    ? named(action, wanted, names)
    : namedAs(action, wanted, state, names);
  await writeNewBytes(path, await encodeState(weights, state));
  const saved = Object.fromEntries(
    [...weights].map(([name, { variable }]) => [variable.path, name]),
  );
  if (verbose) console.log(tableOf(wanted, saved, "->"));
  return { saved };
}

/** Reads weights of PyTorch's. */

import { checkArgumentCount } from "../config/options.ts";
import { flag } from "../config/rows.ts";
import { readOptions, type Schema } from "../config/schema.ts";
import type { Model } from "../models/mod.ts";
import { type LoadedWeights, put } from "../models/weights/put.ts";
import { TORCH_NAMES } from "./options.ts";
import { checkModel } from "./save_model.ts";
import { shownSource, type Source } from "./source.ts";
import { matchState, readState } from "./torch/state.ts";
import { tableOf, wantedOf } from "./torch/wanted.ts";

/**
 * How weights of PyTorch's are read.
 * @category Saving
 */
export interface LoadTorchWeightsOptions {
  /** For layers, by their names, what they are called in the file, such as `{ dense: "head.0" }`. */
  readonly names?: Readonly<Record<string, string>>;
  /** Whether to say what went where; true if not given. */
  readonly verbose?: boolean;
}

const OPTIONS = {
  names: TORCH_NAMES,
  verbose: flag(true),
} satisfies Schema<LoadTorchWeightsOptions>;

/**
 * Puts the weights in a safetensors file of a `state_dict` of PyTorch in their places, and says what went where. It knows
 * Linear, Conv1d to Conv3d and their transposed kind, BatchNorm, GroupNorm, LayerNorm, RMSNorm, Embedding and PReLU.
 * Kernels are turned, since channels are last here; beside a Flatten or a Reshape of images so are the rows or columns of a
 * Dense.
 *
 * A layer is the module of its name, or the next, where all modules are numbered, or the only one that fits; else `names`
 * says which. All weights are changed, or none.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { loadTorchWeights } from "@decograd/decograd/saving";
 * import { assertEquals } from "@std/assert";
 *
 * // In Python: save_file(nn.Linear(2, 1).state_dict(), "linear.safetensors")
 * const file = dg.data.encodeSafetensors({
 *   weight: { shape: [1, 2], data: new Float32Array([3, 4]) },
 *   bias: { shape: [1], data: new Float32Array([5]) },
 * });
 * const model = new dg.Sequential([new dg.layers.Dense({ units: 1, inputShape: [2] })]);
 * await loadTorchWeights(model, file, { verbose: false });
 * assertEquals(await model.apply(dg.tensor([[1, 1]])).item(), 12);
 * ```
 *
 * @throws {ValueError} if nothing is there, a layer has none of these classes, several modules fit, or the weights do not.
 * @throws {TypeError} if it is no whole safetensors file, or an option is unknown.
 *
 * @category Saving
 */
export async function loadTorchWeights(
  model: Model,
  source: Source,
  options: LoadTorchWeightsOptions = {},
): Promise<LoadedWeights> {
  const action = `load weights of PyTorch into ${model} from ${
    shownSource(source)
  }`;
  checkArgumentCount(action, arguments, 3);
  const { names, verbose } = readOptions(action, OPTIONS, options);
  checkModel(action, model);
  const state = await readState(action, source);
  const weights = wantedOf(action, model);
  const loaded = put(action, matchState(action, weights, state, names));
  if (verbose) console.log(tableOf(weights, loaded.loaded, "<-"));
  return loaded;
}

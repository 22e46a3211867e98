/** Reads weights of PyTorch's. */

import { ValueError } from "../config/errors.ts";
import { checkArgumentCount, isOptions } from "../config/options.ts";
import { flag, row } from "../config/rows.ts";
import { readOptions, type Schema } from "../config/schema.ts";
import {
  type AnyTensor,
  decodeAnySafetensors,
} from "../data/safetensors/any_dtype.ts";
import { describeBytes, isOurs } from "../data/files/describe_bytes.ts";
import { fromFile } from "../data/safetensors/from_file.ts";
import { Layer } from "../layers/layer.ts";
import type { Model } from "../models/mod.ts";
import {
  type LoadedWeights,
  type Match,
  type Matches,
  put,
} from "../models/weights/put.ts";
import { showShape } from "../variables/shapes.ts";
import { checkModel } from "./save_model.ts";
import { bytesFrom, shownSource, type Source } from "./source.ts";
import { imageOrders, inImageOrder } from "./torch/image_order.ts";
import {
  assigned,
  modulesOf,
  type TorchModule,
  type Wanted,
} from "./torch/modules.ts";
import { ruleOf } from "./torch/rules.ts";

/** How weights of PyTorch's are read. */
export interface LoadTorchWeightsOptions {
  /** For layers, by their names, what they are called in the file, such as `{ dense: "head.0" }`. */
  readonly names?: Readonly<Record<string, string>>;
  /** Whether to say what went where; true if not given. */
  readonly verbose?: boolean;
}

const OPTIONS = {
  names: row<Readonly<Record<string, string>>>(
    "an object of the names of modules by those of layers",
    (value) =>
      isOptions(value) &&
        Object.values(value).every((name) => typeof name === "string")
        ? value as Readonly<Record<string, string>>
        : undefined,
    {},
  ),
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
  const bytes = await bytesFrom(action, source);
  const { tensors, metadata } = fromFile(action, bytes, decodeAnySafetensors);
  if (isOurs(metadata)) {
    throw new ValueError(
      `Cannot ${action}: expected a state_dict, received ${
        describeBytes(bytes)
      }`,
    );
  }
  const modules = modulesOf(tensors);
  const wanted = layersOf(action, model);
  const chosen = assigned(action, wanted, modules, names);
  const matches = matchModules(wanted, modules, chosen);
  const loaded = put(action, matches);
  if (verbose) console.log(tableOf(matches.matches, tensors));
  return loaded;
}

/** The layers with weights, and how these are called in PyTorch. */
function layersOf(action: string, model: Model): Wanted[] {
  const orders = imageOrders(model);
  return model.modules.flatMap((layer) => {
    const { ownVariables: variables } = layer;
    if (variables.length === 0) return [];
    const rule = ruleOf(layer);
    if (!(layer instanceof Layer) || !rule) {
      throw new ValueError(
        `Cannot ${action}: expected layers that PyTorch has too, received ${layer}`,
      );
    }
    const order = orders.get(layer);
    if (!order) return [{ layer, rule, variables }];
    const turned = Object.entries(rule)
      .map(([name, [own, turn]]) => [name, [own, inImageOrder(turn, order)]]);
    return [{ layer, rule: Object.fromEntries(turned), variables }];
  });
}

function matchModules(
  wanted: readonly Wanted[],
  modules: ReadonlyMap<string, TorchModule>,
  chosen: readonly (string | null)[],
): Matches {
  const used = new Set<string>();
  const matches = wanted.flatMap(({ rule, variables }, i) =>
    variables.map((variable): Match => {
      const [own, turn] = rule[variable.name];
      const module = chosen[i];
      const name = full(module ?? variable.path, own);
      const array = modules.get(module ?? "")?.get(own);
      if (module === null || !array) {
        return { wanted: name, variable, found: null };
      }
      used.add(name);
      const turned = turn(array, variable.shape);
      return { wanted: name, variable, found: { name, ...turned } };
    })
  );
  const extra = [...modules]
    .flatMap(([name, arrays]) =>
      [...arrays.keys()].map((own) => full(name, own))
    )
    .filter((name) => !used.has(name));
  return { matches, extra };
}

function full(module: string, own: string): string {
  return module === "" ? own : `${module}.${own}`;
}

/** What went where, with the shapes on both sides. */
function tableOf(
  matches: readonly Match[],
  tensors: Readonly<Record<string, AnyTensor>>,
): string {
  return matches.map(({ variable: { path, shape }, wanted }) =>
    `${path} ${showShape(shape)} <- ${wanted} ${
      showShape(tensors[wanted].shape)
    }`
  ).join("\n");
}

/** The weights of a model, as PyTorch has them. */

import { ValueError } from "../../config/errors.ts";
import { Layer } from "../../layers/layer.ts";
import type { Model } from "../../models/mod.ts";
import { showShape } from "../../variables/shapes.ts";
import type { Variable } from "../../variables/variable.ts";
import { imageOrders, inImageOrder } from "./image_order.ts";
import { ruleOf } from "./rules.ts";
import type { Layout } from "./turn.ts";

/** A layer that has weights. */
export interface Wanted {
  readonly layer: Layer;
  readonly weights: readonly TorchWeight[];
}

/** A weight. */
export interface TorchWeight {
  /** The one of ours. */
  readonly variable: Variable;
  /** Its name in its module, such as `weight`. */
  readonly own: string;
  /** How PyTorch has it. */
  readonly layout: Layout;
}

/**
 * The layers with weights, and what these are in PyTorch.
 *
 * @throws {ValueError} if a layer has none of its classes.
 */
export function wantedOf(action: string, model: Model): Wanted[] {
  const orders = imageOrders(model);
  return model.modules.flatMap((layer) => {
    const { ownVariables: variables } = layer;
    if (variables.length === 0) return [];
    const rule = ruleOf(layer);
    const isKnown = rule && variables.every(({ name }) => rule[name]);
    if (!(layer instanceof Layer) || !isKnown) {
      throw new ValueError(
        `Cannot ${action}: expected layers that PyTorch has too, received ${layer}`,
      );
    }
    const order = orders.get(layer) ?? {};
    const weights = variables.map((variable) => {
      const [own, turn] = rule[variable.name];
      const layout = inImageOrder(turn, order)(variable.shape);
      return { variable, own, layout };
    });
    return [{ layer, weights }];
  });
}

/** Where a layer is in its model: what PyTorch calls it where models in models are modules of these names. */
export function pathIn({ weights }: Wanted): string {
  return weights[0].variable.path.split("/").slice(1, -1).join(".");
}

/** The name of what a module has; a state_dict of one module has no other names. */
export function fullName(module: string, own: string): string {
  return module === "" ? own : `${module}.${own}`;
}

/** A line for each weight: what went where, with the shapes on both sides. */
export function tableOf(
  wanted: readonly Wanted[],
  names: Readonly<Record<string, string>>,
  arrow: "<-" | "->",
): string {
  const weights = wanted.flatMap(({ weights }) => weights);
  return weights.map(({ variable: { path, shape }, layout }) =>
    `${path} ${showShape(shape)} ${arrow} ${names[path]} ${
      showShape(layout.shape)
    }`
  ).join("\n");
}

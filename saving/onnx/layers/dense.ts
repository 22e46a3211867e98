/** Layers of weights without windows in ONNX. */

import { Dense, Embedding } from "../../../layers/built_in.ts";
import { SpectralNormalization } from "../../../layers/normalization/spectral_normalization.ts";
import { TYPES } from "../model.ts";
import { activated } from "./activations.ts";
import { type Rule, rule } from "./rule.ts";

/** Layers of weights without windows. */
export const CORE_LAYERS: readonly Rule[] = [
  rule(Dense, ({ kernel, bias, activation }, [x], to) => {
    const product = to.map("MatMul", to.plain(x), {}, to.weight(kernel));
    const y = bias ? to.map("Add", product, {}, to.weight(bias)) : product;
    const shape = [...x.shape.slice(0, -1), kernel.shape[1]];
    return activated(to, { ...y, shape }, activation);
  }),
  rule(Embedding, ({ embeddings }, [x], to) => {
    const places = to.map("Cast", to.plain(x), { to: { int: TYPES.int64 } });
    const [name] = to.node("Gather", [to.weight(embeddings), places.name], {
      axis: { int: 0 },
    });
    return {
      name,
      shape: [...x.shape, null],
      order: [...places.order, x.order.length],
    };
  }),
  rule(
    SpectralNormalization,
    ({ layer }, inputs, to) => to.layer(layer, inputs),
  ),
];

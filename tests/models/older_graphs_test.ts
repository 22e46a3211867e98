/** Graphs as tf.keras 2 writes them: read, or refused with the reason. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { assertClose } from "../helpers/assert_close.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

/** Three inputs, of which the last are named. */
class Blend extends dg.layers.Layer {
  override call(x: dg.Tensor, other: dg.Tensor, share: dg.Tensor): dg.Tensor {
    return x.mul(share).add(other.mul(share.neg().add(1)));
  }
}

/** A layer of tf.keras 2, called. */
function layer(
  class_name: string,
  config: dg.layers.Config,
  inbound_nodes: unknown[],
): dg.layers.Config {
  return { class_name, name: config.name, config, inbound_nodes };
}

/** A graph as tf.keras 2.11 writes it. */
function older(...layers: dg.layers.Config[]): dg.layers.Config {
  const input = {
    batch_input_shape: [null, 3],
    dtype: "float32",
    sparse: false,
    ragged: false,
    name: "x",
  };
  return {
    name: "model",
    trainable: true,
    layers: [layer("InputLayer", input, []), ...layers],
    input_layers: [["x", 0, 0]],
    output_layers: [[layers.at(-1)!.name, 0, 0]],
  };
}

const common = { trainable: true, dtype: "float32" };
const dense = layer(
  "Dense",
  { ...common, name: "dense", units: 3, activation: "linear" },
  [[["x", 0, 0, {}]]],
);

forEachBackend(
  "graphs of tf.keras 2 are read: lists of nodes, older names, axes as lists",
  async () => {
    const model = dg.Model.fromConfig(older(
      dense,
      layer("LeakyReLU", { ...common, name: "leaky", alpha: 0.5 }, [
        [["dense", 0, 0, {}]],
      ]),
      layer("BatchNormalization", { ...common, name: "norm", axis: [1] }, [
        [["leaky", 0, 0, { training: false }]],
      ]),
      layer("Softmax", { ...common, name: "soft", axis: -1 }, [
        ["norm", 0, 0, { mask: null }],
      ]),
      layer("Add", { ...common, name: "sum" }, [
        [["soft", 0, 0, {}], ["x", 0, 0, {}]],
      ]),
    ));
    assertEquals(
      model.layers.map(({ name }) => name),
      ["x", "dense", "leaky", "norm", "soft", "sum"],
    );
    model.setWeights([
      dg.tensor([[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
      ...[0, 1, 0, 0, 1].map((value) => dg.full([3], value)),
    ]);
    const x = dg.tensor([[0, -2, 0]]);
    const [first, second] = await model.apply(x).data();
    // The slope makes -1 of -2, a little less for the variance's epsilon.
    const share = Math.exp(-1 / Math.sqrt(1.001)) + 2;
    assertClose([first, second], [1 / share, (share - 2) / share - 2], {
      terms: 20,
    });
  },
);

Deno.test("what a graph says beyond layers and their inputs is refused, with the reason", () => {
  const { name: _, ...scale } = { name: "blend", ...common };
  const refusals: [() => unknown, string][] = [
    [
      () =>
        dg.Model.fromConfig(older(
          dense,
          layer(
            "TFOpLambda",
            { ...common, name: "tf.math.add", function: "math.add" },
            [["dense", 0, 0, { y: 1, name: null }]],
          ),
        )),
      'ops that Keras 3 has written, received "TFOpLambda math.add"',
    ],
    [
      () =>
        dg.Model.fromConfig(older({
          ...dense,
          inbound_nodes: [[["x", 0, 0, { mask: ["x", 0, 0] }]]],
        })),
      'arguments by keyword that Dense "dense" takes, and once, received {"mask"',
    ],
    [
      () =>
        dg.Model.fromConfig(older({
          ...dense,
          inbound_nodes: [[["x", 0, 0, { causal: true }]]],
        })),
      'received {"causal":true}',
    ],
    [
      () =>
        dg.Model.fromConfig(older({
          ...dense,
          inbound_nodes: [[["x", 0, 0, { inputs: ["x", 0, 0] }]]],
        })),
      'received {"inputs"',
    ],
    [
      () =>
        dg.Model.fromConfig(
          older(layer("Blend", { ...scale, name: "blend" }, [
            [["x", 0, 0, { share: ["x", 0, 0] }]],
          ])),
          { Blend },
        ),
      'a call of Blend "blend" with all its inputs',
    ],
  ];
  for (const [f, message] of refusals) {
    assertThrows(f, dg.ValueError, message);
  }
});

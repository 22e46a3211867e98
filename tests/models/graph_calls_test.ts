/** Calls in graphs that are more than a layer on one tensor: several outputs, arguments, keywords, and tf.keras's form. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { assertClose } from "../helpers/assert_close.ts";
import { loadFixture } from "../helpers/fixtures.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

interface Described {
  readonly config: dg.layers.Config;
  readonly weights: dg.NestedNumbers[];
  readonly inputs: dg.NestedNumbers[];
  readonly outputs: dg.NestedNumbers[];
}

const models = loadFixture<Record<string, Described>>(
  "behaviour/graph_calls.json",
);

/** A dozen products, and the sums before them. */
const TERMS = 500;

/** Three inputs, as the layer of Keras's program has them. */
class Blend extends dg.layers.Layer {
  static override readonly withoutMeaning = { autocast: true };
  override call(x: dg.Tensor, other: dg.Tensor, share: dg.Tensor): dg.Tensor {
    return x.mul(share).add(other.mul(share.neg().add(1)));
  }
}

async function check(
  model: dg.Model,
  { weights, inputs, outputs }: Described,
): Promise<void> {
  model.setWeights(weights.map((one) => dg.tensor(one)));
  const x = inputs.map((one) => dg.tensor(one));
  const y = model.apply<dg.Tensor | dg.Tensor[]>(x.length > 1 ? x : x[0]);
  for (const [i, one] of [y].flat().entries()) {
    const expected = dg.tensor(outputs[i]);
    assertEquals(one.shape, expected.shape);
    assertClose(await one.read(), await expected.read(), {
      terms: TERMS,
      magnitude: 1,
    });
  }
}

for (const [name, one] of Object.entries(models)) {
  forEachBackend(
    `a graph of Keras's computes what it does there: ${name}`,
    async () => {
      const model = dg.Model.fromConfig(one.config, { Blend });
      await check(model, one);
      const config = JSON.parse(JSON.stringify(model.getConfig()));
      await check(dg.Model.fromConfig(config, { Blend }), one);
    },
  );
}

Deno.test("operations are written as Keras writes them", () => {
  const operations = ({ layers }: dg.layers.Config) =>
    (layers as dg.layers.Config[]).filter(({ module }) =>
      `${module}`.includes("ops")
    );
  for (const { config } of [models.several, models.with_arguments]) {
    const ours = dg.Model.fromConfig(config).getConfig();
    const written = operations(JSON.parse(JSON.stringify(ours)));
    // Keras tells of a default that it was not given; here nothing was.
    const known = JSON.parse(
      JSON.stringify(operations(config)).replaceAll(
        '{"constant_values":null}',
        "{}",
      ),
    );
    assertEquals(written, known);
  }
});

forEachBackend("symbols split, and each part is one of its own", async () => {
  const x = dg.Input({ shape: [6] });
  const [a, b] = x.split(2);
  const [c, , d] = x.split([1, -1, 2]);
  const [best] = x.topK(1);
  assertEquals([a, b, c, d, best].map(({ shape }) => shape[1]), [
    3,
    3,
    1,
    2,
    1,
  ]);
  const [whole] = x.split(1);
  assertEquals(whole.shape, [null, 6]);
  const model = new dg.Model({ inputs: x, outputs: [b, d, best, whole.sum()] });
  const row = dg.tensor([[1, 2, 3, 9, 5, 6]]);
  const read = async (model: dg.Model) =>
    await Promise.all(
      model.apply<dg.Tensor[]>(row).map(async (one) => [...await one.data()]),
    );
  const expected = [[9, 5, 6], [5, 6], [9], [26]];
  assertEquals(await read(model), expected);
  const config = JSON.parse(JSON.stringify(model.getConfig()));
  assertEquals(await read(dg.Model.fromConfig(config)), expected);
});

forEachBackend("gradients go through the parts of a symbol", async () => {
  const x = dg.Input({ shape: [4] });
  const [a, b] = new dg.layers.Dense({ units: 4 }).apply(x).split(2);
  const model = new dg.Model({ inputs: x, outputs: a.mul(b) });
  model.compile({ optimizer: "sgd", loss: "mse" });
  const data = dg.randomNormal([8, 4], { seed: 1 });
  const target = dg.zeros([8, 2]);
  const { history } = await model.fit(data, target, { epochs: 3, verbose: 0 });
  assert(history.loss[2] < history.loss[0]);
});

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

/** Calls in graphs that are more than a layer on one tensor: several outputs, arguments, keywords. */

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

/** A sum over steps of which some may be left out. */
class SumOfSteps extends dg.layers.Layer {
  override call(
    x: dg.Tensor,
    { training: _, stepMask }: { training: boolean; stepMask?: dg.Tensor },
  ): dg.Tensor {
    return dg.sum(stepMask ? x.mul(stepMask) : x, { axis: 1 });
  }
}

forEachBackend(
  "a layer of one's own takes further tensors by name, in a graph as beside it",
  async () => {
    const layer = new SumOfSteps({ name: "sum" });
    const data = dg.tensor([[1, 2, 4]]), mask = dg.tensor([[1, 0, 1]]);
    assertEquals([...await layer.apply(data, { stepMask: mask }).data()], [5]);
    assertEquals([...await layer.apply(data).data()], [7]);
    assertEquals([...await layer.apply(data, { stepMask: null }).data()], [7]);
    const { gradients: [slope] } = dg.valueAndGrad(
      () => layer.apply(data, { stepMask: mask }).sum(),
      [mask],
    );
    assertEquals([...await slope.data()], [1, 2, 4]);

    const x = dg.Input({ shape: [3], name: "x" });
    const m = dg.Input({ shape: [3], name: "m" });
    const outputs = layer.apply(x.mul(2), { stepMask: m.neg() });
    const model = new dg.Model({ inputs: [x, m], outputs });
    const config = JSON.parse(JSON.stringify(model.getConfig()));
    const { kwargs } = config.layers.at(-1).inbound_nodes[0];
    assertEquals(Object.keys(kwargs), ["step_mask"]);
    const custom = { SumOfSteps };
    const read = dg.Model.fromConfig(config, custom);
    const copy = dg.cloneModel(model);
    for (const one of [model, read, copy]) {
      assertEquals([...await one.apply([data, mask]).data()], [-10]);
      assertEquals(one.computeOutputShapes([null, 3], [null, 3]), [[null]]);
    }
  },
);

Deno.test("further tensors that a layer has no name for, or that do not fit, are refused", () => {
  const layer = new SumOfSteps({ name: "sum" });
  const x = dg.Input({ shape: [3] }), data = dg.ones([1, 3]);
  const refusals: [() => unknown, string][] = [
    [
      () => layer.apply(data, { mask: data }),
      'Cannot apply SumOfSteps "sum": expected options training, stepMask, received mask',
    ],
    [
      () => new dg.layers.Flatten().apply(data, { mask: data }),
      "expected options training, received mask",
    ],
    [
      () => layer.apply(x, { stepMask: data }),
      "expected stepMask to be a symbol, as its input is",
    ],
    [() => layer.apply(data, { stepMask: x }), "received SymbolicTensor"],
    [() => layer.apply(data, { stepMask: "all" }), "received string"],
  ];
  for (const [f, message] of refusals) assertThrows(f, TypeError, message);
});

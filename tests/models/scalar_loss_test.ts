/** What is no scalar is no loss: a trainer refuses it before it changes anything. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { forEachBackend } from "../helpers/for_each_backend.ts";

const { BatchNormalization, Dense } = dg.layers;
const { Sequential } = dg;

function makeModel(): dg.Sequential {
  const model = new Sequential([
    new Dense({ units: 4, kernelRegularizer: "l2" }),
    // Whose moving statistics a refused step must not move.
    new BatchNormalization(),
    new Dense({ units: 2 }),
  ]);
  model.build([null, 3]);
  return model;
}

/** Losses that say nothing of what is to become smaller. */
function wrongLosses(
  model: dg.layers.Layer,
): Record<string, () => unknown> {
  const x = dg.ones([8, 3]);
  const losses = () => dg.mean(dg.square(model.apply(x)), { axis: -1 });
  return {
    "a loss for each sample": losses,
    "a loss in a list": () => dg.reshape(dg.mean(losses()), [1]),
    "a loss in a matrix": () => dg.reshape(dg.mean(losses()), [1, 1]),
    "no losses": () => dg.slice(losses(), [0], [0]),
    "a promise": () => Promise.resolve(dg.mean(losses())),
    "a number": () => 3,
    "nothing": () => {},
    "null": () => null,
    "a list of losses": () => [dg.mean(losses())],
    "a function": () => losses,
  };
}

forEachBackend(
  "a loss that is no scalar tensor is refused, and nothing changed",
  async () => {
    const model = makeModel();
    const optimizer = new dg.optimizers.Adam();
    const trainer = new dg.Trainer({ model, optimizer });
    trainer.minimize(() => dg.mean(model.apply(dg.ones([8, 3]))));
    const variables = [...model.weights, ...optimizer.variables];
    const read = () => Promise.all(variables.map(({ value }) => value.read()));
    const before = await read();
    for (const [name, wrong] of Object.entries(wrongLosses(model))) {
      const { message } = assertThrows(
        () => trainer.minimize(wrong as () => dg.Tensor),
        TypeError,
        "Cannot make a training step: expected the loss to be a",
        name,
      ) as TypeError;
      assertEquals(/shape \[\d*(, \d+)*\]/.test(message), true, message);
    }
    assertEquals(await read(), before);
    assertEquals(optimizer.iterations, 1);
    trainer.minimize(() => dg.mean(model.apply(dg.ones([8, 3]))));
  },
);

forEachBackend("a loss without a reduction is refused", async () => {
  for (const reduction of ["none", null] as const) {
    const model = makeModel();
    const loss = new dg.losses.MeanSquaredError({ reduction });
    const trainer = new dg.Trainer({ model, optimizer: "sgd", loss });
    const before = await Promise.all(model.getWeights().map((w) => w.read()));
    assertThrows(
      () => trainer.step(dg.ones([8, 3]), dg.zeros([8, 2])),
      dg.ShapeError,
      "expected the loss to be a scalar of shape [], such as the mean of losses, received shape [8]",
    );
    const after = await Promise.all(model.getWeights().map((w) => w.read()));
    assertEquals(after, before);
  }
});

Deno.test("losses and metrics that return no tensor are refused", async () => {
  const model = makeModel(), y = dg.zeros([8, 2]);
  const before = await Promise.all(model.getWeights().map((w) => w.read()));
  const functions = [async () => await y, () => 3, () => {}, () => [y]];
  for (const wrong of functions as unknown as dg.losses.LossFunction[]) {
    const trainer = new dg.Trainer({ model, optimizer: "sgd", loss: wrong });
    assertThrows(
      () => trainer.step(dg.ones([8, 3]), y),
      TypeError,
      "expected it to return a tensor, received ",
    );
    using metric = dg.metrics.get(wrong);
    assertThrows(() => metric.updateState(y, y), TypeError, "a tensor");
    assertEquals(await metric.result().item(), 0);
  }
  const after = await Promise.all(model.getWeights().map((w) => w.read()));
  assertEquals(after, before);
});

/** What is allowed because Keras allows it: Input in a Sequential, and options in the place of targets. */

import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";

const { Dense } = dg.layers;

Deno.test("a Sequential begins with what Input gives, its name and shape included", () => {
  const model = new dg.Sequential([
    dg.Input([3], { name: "image" }),
    new Dense(2),
  ]);
  assertEquals(model.inputShape, [null, 3]);
  const added = new dg.Sequential();
  added.add(dg.Input([3]));
  added.add(new Dense(2));
  assertEquals(added.outputShape, [null, 2]);
  const [first] = model.getConfig().layers as { config: { name: string } }[];
  assertEquals(first.config.name, "image");
  const hidden = new Dense(2).apply(dg.Input([3]));
  assertThrows(
    () => new dg.Sequential([hidden]),
    dg.ValueError,
    "expected a layer, received",
  );
});

Deno.test("options may stand in the place of targets where there are none", async () => {
  class Own extends dg.Model {
    readonly dense = new Dense(1);
    override trainStep({ x, targets }: dg.Batch) {
      return { size: x.shape[0], targets: targets.length };
    }
  }
  const model = new Own();
  model.compile();
  const x = dg.ones([6, 2]);
  const options = { batchSize: 3, verbose: 0 } as const;
  const { history } = await model.fit(x, options);
  assertEquals(history, { size: [3], targets: [0] });

  const two = new dg.Sequential([dg.Input([2]), new Dense(1)]);
  two.compile({ loss: "mse" });
  const pairs: [dg.Tensor, dg.Tensor][] = [[dg.ones([3, 2]), dg.ones([3, 1])]];
  const dataset = new dg.data.Dataset(() =>
    pairs.map(([a, b]) => [a.add(0), b.add(0)] as const)
  );
  assertEquals((await two.fit(dataset, { verbose: 0 })).history.loss.length, 1);
  const told = await two.evaluate(dataset, { verbose: 0, returnDict: true });
  assertEquals(Object.keys(told), ["loss"]);
  // An array with a shape is data.
  const y = { shape: [6, 1], data: new Float32Array(6) };
  assertEquals((await two.fit(x, y, options)).epoch, [0]);
  await assertRejects(
    () => two.fit(x, { batchSize: 3 }, { epochs: 2 } as object),
    TypeError,
  );
});

Deno.test("a tensor is made of an array with a shape, as datasets give it", async () => {
  const made = dg.tensor({ shape: [2, 2], data: Uint8Array.of(1, 2, 3, 4) });
  assertEquals([made.shape, [...await made.data()]], [[2, 2], [1, 2, 3, 4]]);
  assertThrows(
    () => dg.tensor({ shape: [3], data: Uint8Array.of(1) }),
    dg.ShapeError,
    "expected 3 elements for shape [3], received 1",
  );
  assertEquals([...await dg.eye(2, 3).data()], [1, 0, 0, 0, 1, 0]);
});

Deno.test("the shape and the initializer of a weight stand before its other options", () => {
  class Own extends dg.layers.Layer {
    override build() {
      this.addWeight([2], "ones", { name: "a", trainable: false });
      this.addWeight([], { name: "b" });
      this.addWeight({ name: "c", shape: [3] });
    }
    override call(x: dg.Tensor): dg.Tensor {
      return x;
    }
  }
  const layer = new Own();
  layer.apply(dg.ones([1]));
  const shapes = layer.weights.map(({ name, shape }) => [name, shape.length]);
  assertEquals(Object.fromEntries(shapes), { a: 1, b: 0, c: 1 });
});

Deno.test("a graph begins and ends where layers of another have been called", async () => {
  const x = dg.Input([3]);
  const code = new Dense(2, { name: "code" });
  const model = new dg.Model(x, new Dense(3).apply(code.apply(x)));
  assertEquals([model.input, code.input], [x, x]);
  const encoder = new dg.Model(model.input, model.getLayer("code").output);
  const given = dg.ones([1, 3]);
  const expected = await code.apply(given).data();
  assertEquals(await encoder.apply(given).data(), expected);
  // The first call counts, as in Keras.
  const first = code.output;
  code.apply(dg.Input([3]));
  assertEquals(code.output === first, true);
  assertThrows(
    () => new Dense(2).output,
    dg.ValueError,
    "Cannot read the output of Dense",
  );
});

Deno.test("data may be given by the names of inputs and outputs", async () => {
  const [left, right] = ["left", "right"].map((name) =>
    dg.Input([2], { name })
  );
  const joined = new dg.layers.Concatenate().apply([left, right]);
  const a = new Dense(1, { name: "a" }).apply(joined);
  const b = new Dense(2, { name: "b" }).apply(joined);
  const model = new dg.Model([left, right], [a, b]);
  model.compile({ optimizer: "sgd", loss: { a: "mse", b: "mae" } });
  const first = dg.randomNormal([6, 2], { seed: 1 });
  const second = dg.randomNormal([6, 2], { seed: 2 });
  const [yA, yB] = [dg.ones([6, 1]), dg.zeros([6, 2])];
  const quiet = { verbose: 0, returnDict: true } as const;
  const inOrder = await model.evaluate([first, second], [yA, yB], quiet);
  const x = { right: second, left: first }, y = { b: yB, a: yA };
  assertEquals(await model.evaluate(x, y, quiet), inOrder);
  assertEquals(await model.testOnBatch(x, y), inOrder);
  const [told] = await model.predict<dg.Tensor[]>(x, { verbose: 0 });
  const [direct] = model.apply<dg.Tensor[]>([first, second]);
  assertEquals(await told.data(), await direct.data());
  const { history } = await model.fit(x, y, {
    validationData: [x, y],
    verbose: 0,
  });
  assertEquals(Object.keys(history).length, 6);
  // Without options, an object of the names of outputs is targets.
  assertEquals((await model.fit(x, y)).epoch, [0]);

  const refused: [object, string][] = [
    [{ left: first, rigth: second }, 'received "rigth" (did you mean right?)'],
    [{ left: first }, "expected x for left, right, received none for right"],
  ];
  for (const [wrong, says] of refused) {
    await assertRejects(
      () => model.predict(wrong as typeof x, { verbose: 0 }),
      TypeError,
      says,
    );
  }
});

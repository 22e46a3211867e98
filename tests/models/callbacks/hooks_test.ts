/** What all hooks of callbacks are told. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";

const HOOKS = Object.getOwnPropertyNames(dg.callbacks.Callback.prototype)
  .filter((name) => name.startsWith("on"));

// Programs of Keras's ask for the names of the logs in every hook, as its guide to callbacks does.
Deno.test("every hook is told logs last, those of a beginning without an entry", async () => {
  const told = new Map<string, string[]>();
  const hooks = HOOKS.map((name) => [
    name,
    async (...args: unknown[]) => {
      told.set(name, Object.keys(await args.at(-1) as object));
    },
  ]);
  const spy = new dg.callbacks.LambdaCallback(Object.fromEntries(hooks));
  const model = new dg.Sequential([dg.Input([2]), new dg.layers.Dense(1)]);
  model.compile({ optimizer: "sgd", loss: "mse" });
  const x = dg.ones([4, 2]), y = dg.zeros([4, 1]);
  const options = { verbose: 0, callbacks: [spy] } as const;
  await model.fit(x, y, options);
  await model.evaluate(x, y, options);
  await model.predict(x, options);
  assert(told.size > 10);
  // Nobody interrupts it.
  assertEquals(
    HOOKS.filter((name) => !told.has(name)),
    ["onInterrupt"],
  );
  for (const [name, keys] of told) {
    const isOver = name.endsWith("End") && !name.includes("Predict");
    assertEquals(keys, isOver ? ["loss"] : [], name);
  }
});

/** A model whose call asks whether it trains, written as that of a layer. */
class Noisy extends dg.Model {
  readonly dense = new dg.layers.Dense(1, { kernelInitializer: "ones" });
  override call(x: dg.Tensor, { training = false } = {}): dg.Tensor {
    return this.dense.apply(training ? x.add(1) : x);
  }
}

/** A callback as Keras's guide writes it: each hook takes logs. */
class Guide extends dg.callbacks.Callback {
  readonly said: string[] = [];
  override onTrainBegin(logs: dg.callbacks.Logs): void {
    this.said.push(`begin ${Object.keys(logs).length}`);
  }
  override onEpochBegin(epoch: number, logs: dg.callbacks.Logs): void {
    this.said.push(`epoch ${epoch} ${Object.keys(logs).length}`);
  }
}

Deno.test("models and callbacks of one's own are written as Keras's guides write them", async () => {
  const model = new Noisy();
  const x = dg.ones([4, 2]);
  const [trained, asked] = [true, false].map((training) =>
    model.apply<dg.Tensor>(x, { training })
  );
  assertEquals([...await trained.sub(asked).data()], [2, 2, 2, 2]);
  model.compile({ optimizer: "sgd", loss: "mse" });
  const guide = new Guide();
  await model.fit(x, dg.zeros([4, 1]), { verbose: 0, callbacks: [guide] });
  assertEquals(guide.said, ["begin 0", "epoch 0 0"]);
});

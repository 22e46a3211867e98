/** A variable that is used in several places, and one that is named twice, with every optimizer. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { assertClose } from "../helpers/assert_close.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

const { Adam, SGD, LossScaleOptimizer } = dg.optimizers;

const NAMES = [
  ...["Adadelta", "Adagrad", "Adam", "AdamW", "Adamax", "Lamb"],
  ...["Lion", "Nadam", "RMSprop", "SGD"],
] as const;

/** One of each kind, with what reads gradients before they are applied. */
function makeAll(): dg.optimizers.Optimizer[] {
  return [
    ...NAMES.map((name) => dg.optimizers.get(name)),
    new SGD({ momentum: 0.9, nesterov: true }),
    new Adam({ amsgrad: true, useEma: true }),
    new Adam({ globalClipnorm: 1 }),
    new Adam({ clipnorm: 1, weightDecay: 0.1 }),
    new Adam({ gradientAccumulationSteps: 2 }),
    new LossScaleOptimizer({ innerOptimizer: new Adam(), initialScale: 8 }),
  ];
}

function variable(name: string): dg.layers.Variable {
  return new dg.layers.Variable(dg.tensor([1, -2]), { name });
}

forEachBackend(
  "a variable that is named twice is refused, and nothing changed",
  async () => {
    for (const optimizer of makeAll()) {
      const tied = variable("tied"), other = variable("other");
      optimizer.apply([dg.ones([2]), dg.ones([2])], [tied, other]);
      const weights = [tied, other, ...optimizer.variables];
      const read = () => Promise.all(weights.map(({ value }) => value.read()));
      const before = await read();
      const g = dg.tensor([3, 4]);
      for (const gradients of [[g, g, g], [g, g, null], [null, g, g]]) {
        assertThrows(
          () => optimizer.apply(gradients, [tied, other, tied]),
          dg.ValueError,
          'Cannot apply gradients: expected each variable once, received "tied" twice',
        );
      }
      assertEquals(await read(), before, optimizer.name);
      assertEquals(optimizer.variables.length, weights.length - 2);
    }
  },
);

Deno.test("nothing is built for a variable that is named twice", () => {
  for (const optimizer of makeAll()) {
    const tied = variable("tied");
    const before = optimizer.variables.length;
    assertThrows(
      () => optimizer.build([tied, tied]),
      dg.ValueError,
      "once",
    );
    const g = dg.ones([2]);
    assertThrows(() => optimizer.apply([g, g], [tied, tied]), dg.ValueError);
    assertEquals(optimizer.variables.length, before, optimizer.name);
    optimizer.apply([g], [tied]);
  }
});

/** Uses one weight in two places, and knows it under two names. */
class Tied extends dg.layers.Layer {
  readonly weight = variable("weight");
  readonly again = this.weight;
  readonly factor = dg.tensor([5, 7]);

  override call(x: dg.Tensor): dg.Tensor {
    return dg.add(dg.mul(x, this.weight), dg.mul(this.factor, this.again));
  }
}

forEachBackend(
  "a weight that is used twice is trained by the sum of its gradients",
  async () => {
    const makers = makeAll().map((_, i) => () => makeAll()[i]);
    for (const makeOne of makers) {
      const model = new Tied();
      const trainer = new dg.Trainer({ model, optimizer: makeOne() });
      const alone = variable("weight"), optimizer = makeOne();
      for (let step = 0; step < 4; step++) {
        const x = dg.tensor([step, 1]);
        trainer.minimize(() => dg.sum(model.apply(x)));
        // A scaled loss has scaled gradients.
        const scale = optimizer.scaleLoss(dg.tensor(1));
        const gradient = dg.mul(dg.tensor([step + 5, 1 + 7]), scale);
        optimizer.apply([gradient], [alone]);
      }
      const expected = await alone.value.read();
      const how = { terms: 16, magnitude: 2 };
      assertClose(await model.weight.value.read(), expected, how);
    }
  },
);

Deno.test("what is no list of gradients and variables is refused", () => {
  type Call = (...args: unknown[]) => void;
  const v = variable("v"), g = dg.ones([2]);
  for (const optimizer of makeAll()) {
    const apply = optimizer.apply.bind(optimizer) as Call;
    const build = optimizer.build.bind(optimizer) as Call;
    const calls = [
      ...[() => apply(null, [v]), () => apply(g, [v]), () => apply([g], v)],
      ...[() => apply([1], [v]), () => apply([g], [g]), () => apply([v], [v])],
      ...[() => apply([g], [v], 0.1), () => apply([g], [v], {})],
      ...[() => build(v), () => build([g]), () => build([undefined])],
      ...[() => build(null), () => apply([g], [null])],
    ];
    for (const call of calls) {
      const { message } = assertThrows(call, TypeError) as TypeError;
      assertEquals(message.slice(0, 7), "Cannot ", message);
    }
    assertEquals(optimizer.iterations, 0);
  }
});

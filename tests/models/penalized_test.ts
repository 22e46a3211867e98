/** What a step adds to its loss, and what it trains, whoever says so. */

import { assertAlmostEquals, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";

const { Dense } = dg.layers;

const ONE = { units: 1, useBias: false, kernelInitializer: "ones" } as const;

/** Two layers of one weight each, which is 1. */
class Pair extends dg.Model {
  readonly first = new Dense(ONE);
  readonly second = new Dense(ONE);

  override call(x: dg.Tensor): dg.Tensor {
    return this.second.apply(this.first.apply(x));
  }
}

/** The same, with losses of its own: the sum of its weights, and what there is besides. */
class Costly extends Pair {
  override get losses(): dg.Tensor[] {
    return [dg.sum(this.first.kernel), ...super.losses];
  }
}

const x = dg.ones([1, 1]);

/** A step by gradient descent: the loss before it, and the weights after it. */
async function stepOf(
  model: Pair,
  during: () => void = () => {},
): Promise<{ loss: number; weights: readonly number[] }> {
  const optimizer = new dg.optimizers.SGD({ learningRate: 0.5 });
  const trainer = new dg.Trainer({ model, optimizer });
  model.apply(x);
  using total = trainer.minimize(() => {
    const y = dg.sum(model.apply(x));
    during();
    return y;
  });
  const { first, second } = model;
  const weights = [first, second].map(({ kernel }) => kernel.value.item());
  return { loss: await total.item(), weights: await Promise.all(weights) };
}

Deno.test("a step trains what there is", async () => {
  assertEquals(await stepOf(new Pair()), { loss: 1, weights: [0.5, 0.5] });
});

Deno.test("losses of a class of one's own, or of one model, are added", async () => {
  const expected = { loss: 2, weights: [0, 0.5] };
  assertEquals(await stepOf(new Costly()), expected);
  const model = new Pair();
  Object.defineProperty(model, "losses", {
    get: () => [dg.sum(model.first.kernel)],
  });
  assertEquals(await stepOf(model), expected);
});

Deno.test("what such losses freeze is not trained", async () => {
  class Freezing extends Pair {
    override get losses(): dg.Tensor[] {
      this.second.trainable = false;
      return super.losses;
    }
  }
  assertEquals(await stepOf(new Freezing()), { loss: 1, weights: [0.5, 1] });
});

Deno.test("what the loss freezes is not trained", async () => {
  const model = new Pair();
  assertEquals(
    await stepOf(model, () => model.first.trainable = false),
    { loss: 1, weights: [1, 0.5] },
  );
});

Deno.test("what a regularizer freezes is not trained", async () => {
  class Freezing extends dg.regularizers.Regularizer {
    override call(w: dg.Tensor): dg.Tensor {
      frozen.trainable = false;
      return dg.sum(w);
    }
  }
  class Regular extends Pair {
    override readonly first = new Dense({
      ...ONE,
      kernelRegularizer: new Freezing(),
    });
  }
  const model = new Regular(), frozen = model.second;
  assertEquals(await stepOf(model), { loss: 2, weights: [0, 1] });
});

Deno.test("losses that calls leave are added, of each step its own", async () => {
  class Leaving extends dg.layers.Layer {
    override call(x: dg.Tensor): dg.Tensor {
      this.addLoss(dg.sum(dg.square(x)));
      return x;
    }
  }
  class Left extends Pair {
    readonly leaving = new Leaving();

    override call(x: dg.Tensor): dg.Tensor {
      return this.leaving.apply(super.call(x));
    }
  }
  const model = new Left();
  assertEquals(await stepOf(model), { loss: 2, weights: [-0.5, -0.5] });
  const { loss } = await stepOf(model);
  assertAlmostEquals(loss, 0.25 + 0.25 ** 2, 1e-6);
  // A tape of its own, under none, ends nothing that another gathers.
  using _tape = new dg.GradientTape();
  model.apply(x);
  dg.noGrad(() => {
    using _inner = new dg.GradientTape();
    assertEquals(model.losses.length, 0);
  });
  assertEquals(model.losses.length, 1);
});

/** What is computed again in the backward pass has the bits of what is kept, and takes less memory. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { assertClose } from "../helpers/assert_close.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";
import { ownMemory } from "../helpers/own_memory.ts";

type Body = (x: dg.Tensor) => dg.Tensor;
const { Dense, BatchNormalization, Dropout, SpectralNormalization } = dg.layers;

const dense = (units = 6) => new Dense({ units, activation: "tanh" });
const x = () => dg.randomNormal([8, 6], { seed: 1 });

/** Makers of blocks of `[batch, 6]` that keep something of their own, or draw numbers. */
const blocks: Readonly<Record<string, () => dg.layers.Layer>> = {
  "layers without a state": () => new dg.Sequential([dense(9), dense()]),
  "Dropout": () => new dg.Sequential([dense(), new Dropout({ rate: 0.4 })]),
  "BatchNormalization": () =>
    new dg.Sequential([dense(), new BatchNormalization(), dense()]),
  "SpectralNormalization": () =>
    new dg.Sequential([new SpectralNormalization({ layer: dense() })]),
  "penalties of activities": () =>
    new dg.Sequential([
      new Dense({
        units: 6,
        activityRegularizer: new dg.regularizers.L2({ l2: 0.1 }),
      }),
      dense(),
    ]),
  "a block that is recomputed in it": () =>
    new dg.Sequential([
      dense(),
      dg.recompute(new dg.Sequential([dense(), new Dropout({ rate: 0.4 })])),
    ]),
};

/** A block, twice, with a way around it, between layers of its own. */
class Net extends dg.Model {
  readonly first = dense();
  readonly last = new Dense({ units: 1 });
  constructor(readonly block: dg.layers.Layer) {
    super();
  }
  override call(x: dg.Tensor): dg.Tensor {
    const one = this.block.apply(this.first.apply(x)).add(x);
    return this.last.apply(this.block.apply(one).add(one));
  }
}

/** All that three steps leave: losses, weights, moving statistics, slots of the optimizer. */
async function trained(
  make: () => dg.layers.Layer,
  wrap: (layer: dg.layers.Layer) => dg.layers.Layer,
): Promise<number[]> {
  dg.setRandomSeed(5);
  const model = new Net(wrap(make()));
  model.compile({ optimizer: "adam", loss: "mse" });
  const numbers: number[] = [];
  for (let step = 0; step < 3; step++) {
    const { loss } = await model.trainOnBatch(x(), dg.ones([8, 1]));
    numbers.push(loss);
  }
  for (const { value } of [...model.weights, ...model.optimizer.variables]) {
    numbers.push(...await value.read());
  }
  return numbers;
}

for (const [name, make] of Object.entries(blocks)) {
  forEachBackend(
    `training with ${name} recomputed has the same bits`,
    async () => {
      const [kept, again] = [
        await trained(make, (layer) => layer),
        await trained(make, dg.recompute),
      ];
      assertEquals(again, kept);
    },
  );
}

/** Gradients of the first and of the second order of a function. */
async function gradientsOf(body: Body): Promise<[number[], number[]]> {
  dg.setRandomSeed(8);
  const slope = dg.grad((x: dg.Tensor) => body(x).square().sum());
  const bend = dg.grad((x: dg.Tensor) => slope(x).square().sum());
  return [[...await slope(x()).read()], [...await bend(x()).read()]];
}

const bodies: Readonly<Record<string, (wrap: (f: Body) => Body) => Body>> = {
  "a function": (wrap) => wrap((x) => x.tanh().mul(x).exp()),
  "a function that closes over a tensor": (wrap) => (x) => {
    const scale = x.sigmoid();
    return wrap((x) => x.tanh().mul(scale).add(scale))(x);
  },
  "a function that closes over a variable": (wrap) => {
    const weight = new dg.layers.Variable(dg.randomNormal([6, 6], { seed: 3 }));
    return wrap((x) => x.matmul(weight).tanh().matmul(weight));
  },
  "functions within functions": (wrap) =>
    wrap((x) => wrap((x) => x.sin().mul(x))(x.exp().mul(0.1)).tanh()),
  "a function that gives what it takes": (wrap) => wrap((x) => x),
  "a function that takes a gradient itself": (wrap) =>
    wrap((x) => dg.grad((x: dg.Tensor) => x.tanh().mul(x).sum())(x)),
  "a function that draws": (wrap) => wrap((x) => x.mul(dg.randomUniform([6]))),
};

for (const [name, make] of Object.entries(bodies)) {
  Deno.test(`gradients of ${name} have the same bits, and so those of the second order but for rounding`, async () => {
    await dg.setBackend("reference");
    const [slope, bend] = await gradientsOf(make((f) => f));
    const [again, bendAgain] = await gradientsOf(make(dg.recompute));
    assertEquals(again, slope);
    // The parts of a second derivative are added in another order.
    assertClose(bendAgain, bend, { terms: 64 });
    await dg.setBackend("wasm");
  });
}

Deno.test("several outputs come back together, once, and so on a tape that is asked twice", async () => {
  let runs = 0;
  const pair = (x: dg.Tensor) => {
    runs++;
    const y = x.exp();
    return [y, y.mul(x), y];
  };
  const weigh = ([a, b, c]: dg.Tensor[]) => a.add(b.mul(2)).add(c.mul(3)).sum();
  const slopes: number[][] = [];
  for (const f of [pair, dg.recompute(pair)]) {
    const at = dg.tensor([0.5, -1]);
    using tape = new dg.GradientTape({ persistent: true });
    tape.watch(at);
    const made = f(at), y = weigh(made);
    for (const target of [y, y, made[1]]) {
      slopes.push([...await tape.gradient(target, [at])[0]!.data()]);
    }
  }
  assertEquals(slopes.slice(3), slopes.slice(0, 3));
  assertEquals(runs, 1 + 1 + 3);
});

Deno.test("a deep model takes less memory at its peak, and the same after it", async () => {
  await using _own = await ownMemory();
  const deep = (wrap: (layer: dg.layers.Layer) => dg.layers.Layer) =>
    new dg.Sequential(
      Array.from(
        { length: 4 },
        () =>
          wrap(new dg.Sequential(Array.from({ length: 6 }, () => dense(8)))),
      ),
    );
  const wide = dg.ones([2048, 8]), bytes = 2048 * 8 * 4;
  const peaks: number[] = [];
  for (const wrap of [(layer: dg.layers.Layer) => layer, dg.recompute]) {
    const model = deep(wrap);
    model.compile({ optimizer: "sgd", loss: "mse" });
    await model.trainOnBatch(wide, wide);
    const before = dg.memory({ resetPeak: true });
    await model.trainOnBatch(wide, wide);
    const after = dg.memory();
    assertEquals(after.bytesInUse, before.bytesInUse);
    assertEquals(after.tensors, before.tensors);
    peaks.push((after.peakBytes - before.bytesInUse) / bytes);
  }
  const [kept, again] = peaks;
  // 24 layers keep an output each; blocks keep 4 of them and, in the backward pass, 6 of one block.
  assert(kept > 24, `${kept}`);
  assert(again < 18, `${again}`);
});

Deno.test("what is freed before the backward pass is kept for it", async () => {
  const f = dg.recompute((x: dg.Tensor, mask: dg.Tensor) =>
    dg.noGrad(() => mask.mul(2)).mul(x).exp()
  );
  const slope = dg.grad((x: dg.Tensor) => {
    const mask = dg.ones([2]);
    const y = f(x, mask).sum();
    mask[Symbol.dispose]();
    return y;
  });
  const at = dg.tensor([0, 0]);
  assertEquals([...await slope(at).data()], [2, 2]);
});

Deno.test("without a tape a function runs once, and nothing is kept", async () => {
  await using _own = await ownMemory();
  const before = dg.memory().tensors;
  {
    using scope = new dg.Scope();
    dg.recompute((x: dg.Tensor) => x.exp().log())(x());
    assert(scope !== null);
  }
  assertEquals(dg.memory().tensors, before);
});

Deno.test("what cannot be computed again is refused", () => {
  assertThrows(
    () => dg.recompute(3 as never),
    TypeError,
    "Cannot recompute: expected a layer or a function, received 3",
  );
  const nothing = dg.recompute((() => 3) as never) as Body;
  assertThrows(
    () => dg.grad((x: dg.Tensor) => nothing(x))(dg.ones([])),
    TypeError,
    "Cannot recompute: expected the function to return a tensor",
  );
  let drawn = 0;
  const odd = dg.recompute((x: dg.Tensor) =>
    drawn++ === 0 ? x.exp() : x.mul(dg.randomUniform([]))
  );
  assertThrows(
    () => dg.grad(odd)(dg.ones([])),
    dg.ValueError,
    "Cannot recompute: expected the function to draw the random numbers",
  );
});

Deno.test("layers in a function that is recomputed are trained in both runs", async () => {
  const weightsAfter = async (wrap: (f: Body) => Body) => {
    dg.setRandomSeed(6);
    const model = new dg.Sequential([dense(), new Dropout({ rate: 0.5 })]);
    const trainer = new dg.Trainer({ model, optimizer: "sgd" });
    const f = wrap((x) => model.apply(x));
    for (let i = 0; i < 2; i++) trainer.minimize(() => f(x()).square().mean());
    return await Promise.all(model.weights.map(({ value }) => value.data()));
  };
  assertEquals(
    await weightsAfter(dg.recompute),
    await weightsAfter((f) => f),
  );
});

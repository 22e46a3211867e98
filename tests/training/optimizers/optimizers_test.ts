/** Optimizers: trajectories against Keras's, the order within a step, and state. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as optimizers from "@decograd/decograd/optimizers";
import { assertClose } from "../../helpers/assert_close.ts";
import { type FixtureTensor, loadFixture } from "../../helpers/fixtures.ts";
import { forEachDevice } from "../../helpers/for_each_backend.ts";

const { initial, grads, cases } = loadFixture<{
  readonly initial: FixtureTensor[];
  readonly grads: FixtureTensor[][];
  readonly cases: {
    optimizer: string;
    after_step: FixtureTensor[][];
    after_finalize?: FixtureTensor[];
  }[];
}>("behaviour/optimizers.json");

const { Adam, SGD } = optimizers;

/** An optimizer for each of the fixture's names; they keep state, so each use gets its own. */
const MADE: Record<string, () => optimizers.Optimizer> = {
  "SGD()": () => new SGD(),
  "Adam()": () => new Adam(),
  "RMSprop()": () => new optimizers.RMSprop(),
  "RMSprop(0.01,centered,momentum=0.9)": () =>
    new optimizers.RMSprop({
      learningRate: 0.01,
      centered: true,
      momentum: 0.9,
    }),
  "Adagrad()": () => new optimizers.Adagrad(),
  "Adamax()": () => new optimizers.Adamax(),
  "Nadam()": () => new optimizers.Nadam(),
  "Lamb()": () => new optimizers.Lamb(),
  "SGD(0.1,momentum=0.9)": () => new SGD({ learningRate: 0.1, momentum: 0.9 }),
  "SGD(0.1,momentum=0.9,nesterov)": () =>
    new SGD({ learningRate: 0.1, momentum: 0.9, nesterov: true }),
  "SGD(0.1,clipnorm=0.5)": () => new SGD({ learningRate: 0.1, clipnorm: 0.5 }),
  "SGD(0.1,global_clipnorm=0.5)": () =>
    new SGD({ learningRate: 0.1, globalClipnorm: 0.5 }),
  "SGD(0.1,weight_decay=0.1)": () =>
    new SGD({ learningRate: 0.1, weightDecay: 0.1 }),
  "Adam(0.05,use_ema,ema_momentum=0.9)": () =>
    new Adam({ learningRate: 0.05, useEma: true, emaMomentum: 0.9 }),
  "SGD(0.1,use_ema,ema_momentum=0.9,ema_overwrite_frequency=3)": () =>
    new SGD({
      learningRate: 0.1,
      useEma: true,
      emaMomentum: 0.9,
      emaOverwriteFrequency: 3,
    }),
  "SGD(0.1,loss_scale_factor=4)": () =>
    new SGD({ learningRate: 0.1, lossScaleFactor: 4 }),
  "Adam(ExponentialDecay(0.1,2,0.5))": () =>
    new Adam({ learningRate: (iterations) => 0.1 * 0.5 ** (iterations / 2) }),
};

function tensor({ data, shape }: FixtureTensor): dg.Tensor {
  return dg.tensor(data, shape);
}

function variables(): dg.layers.Variable[] {
  return initial.map((value, i) =>
    new dg.layers.Variable(tensor(value), { name: `w${i}` })
  );
}

async function assertValues(
  weights: readonly dg.layers.Variable[],
  expected: readonly FixtureTensor[],
): Promise<void> {
  for (const [i, weight] of weights.entries()) {
    // Keras keeps the hyperparameters in float32; each of the steps rounds a little more.
    const how = { terms: 36, eps: 2 ** -24, magnitude: 1 };
    assertClose(await weight.value.read(), expected[i].data, how);
  }
}

forEachDevice("optimizers go where Keras's go", async () => {
  for (const { optimizer: name, after_step, after_finalize } of cases) {
    const optimizer = MADE[name](), weights = variables();
    for (const [step, gradients] of grads.entries()) {
      assertEquals(optimizer.iterations, step);
      optimizer.apply(gradients.map(tensor), weights);
      await assertValues(weights, after_step[step]);
    }
    if (!after_finalize) continue;
    optimizer.finalizeVariableValues();
    await assertValues(weights, after_finalize);
  }
});

/** One weight of one element after steps with these gradients. */
async function walk(
  optimizer: optimizers.Optimizer,
  start: number,
  gradients: readonly number[],
): Promise<number[]> {
  const weight = new dg.layers.Variable(dg.tensor([start]), { name: "w" });
  const path: number[] = [];
  for (const gradient of gradients) {
    optimizer.apply([dg.tensor([gradient])], [weight]);
    path.push(await weight.value.item());
  }
  return path;
}

forEachDevice(
  "Adam with amsgrad divides by the largest mean of squares",
  async () => {
    const gradients = [1, 10, 0.1, 0.1, -0.5];
    const expected: number[] = [];
    let w = 1, m = 0, v = 0, largest = 0;
    gradients.forEach((g, i) => {
      m += (g - m) * 0.1;
      v += (g * g - v) * 0.01;
      largest = Math.max(largest, v);
      const t = i + 1;
      const a = 0.1 * Math.sqrt(1 - 0.99 ** t) / (1 - 0.9 ** t);
      w -= a * m / (Math.sqrt(largest) + 1e-7);
      expected.push(w);
    });
    const optimizer = new Adam({
      learningRate: 0.1,
      beta2: 0.99,
      amsgrad: true,
    });
    const how = { terms: 20, magnitude: 1 };
    assertClose(await walk(optimizer, 1, gradients), expected, how);
    assertEquals(optimizer.variables.slice(2).map((slot) => slot.path), [
      `${optimizer.name}/w_momentum`,
      `${optimizer.name}/w_velocity`,
      `${optimizer.name}/w_velocity_hat`,
    ]);
  },
);

forEachDevice("clipvalue holds each element", async () => {
  const optimizer = new SGD({ learningRate: 1, clipvalue: 0.5 });
  assertEquals(await walk(optimizer, 0, [3, -0.25]), [-0.5, -0.25]);
});

forEachDevice(
  "a global norm that is not finite spoils every weight",
  async () => {
    const optimizer = new SGD({ learningRate: 1, globalClipnorm: 1 });
    const weights = [0, 1].map((i) =>
      new dg.layers.Variable(dg.zeros([1]), { name: `w${i}` })
    );
    optimizer.apply([dg.tensor([0]), dg.tensor([0])], weights);
    assertEquals(await weights[0].value.item(), 0);
    optimizer.apply([dg.tensor([Infinity]), dg.tensor([1])], weights);
    assert(Number.isNaN(await weights[1].value.item()));
  },
);

forEachDevice("gradients are accumulated over steps", async () => {
  const optimizer = new SGD({
    learningRate: 1,
    gradientAccumulationSteps: 3,
    momentum: 0.5,
  });
  const path = await walk(optimizer, 0, [3, 6, 9, 1, 1, 1]);
  assertEquals(path, [0, 0, -6, -6, -6, -10]);
  assertEquals(optimizer.iterations, 2);
});

forEachDevice("constraints come after the update", async () => {
  const weight = new dg.layers.Variable(dg.tensor([1, 1]), {
    name: "w",
    constraint: new dg.constraints.NonNeg(),
  });
  const optimizer = new SGD({ learningRate: 1 });
  optimizer.apply([dg.tensor([3, 0.5])], [weight]);
  assertEquals([...await weight.value.read()], [0, 0.5]);
});

forEachDevice(
  "gradients that are null leave their variables alone",
  async () => {
    const weights = [0, 1].map((i) =>
      new dg.layers.Variable(dg.ones([1]), { name: `w${i}` })
    );
    const optimizer = new SGD({ learningRate: 1, weightDecay: 0.5 });
    optimizer.apply([null, dg.tensor([0])], weights);
    assertEquals(await weights[0].value.item(), 1);
    assertEquals(await weights[1].value.item(), 0.5);
    assertThrows(
      () => optimizer.apply([null, null], weights),
      dg.ValueError,
      "expected one that is not null",
    );
  },
);

forEachDevice("the learning rate can be set between steps", async () => {
  const optimizer = new SGD({ learningRate: 1 });
  assertEquals(await walk(optimizer, 0, [1]), [-1]);
  const weight = new dg.layers.Variable(dg.tensor([0]), { name: "w" });
  const other = new SGD({ learningRate: 1 });
  other.learningRate = 0.25;
  other.apply([dg.tensor([1])], [weight]);
  assertEquals(await weight.value.item(), -0.25);
  const nameless = [() => 1][0];
  const scheduled = new SGD({ learningRate: nameless });
  assertThrows(() => scheduled.learningRate = 1, TypeError, "function");
  assertThrows(() => scheduled.getConfig(), TypeError, "with a name");
  scheduled.learningRate = (iterations) => 3 + iterations;
  assertEquals(scheduled.learningRate, 3);
  other.learningRate = new optimizers.schedules.PiecewiseConstantDecay({
    ...{ boundaries: [1], values: [5, 6] },
  });
  assertEquals(other.learningRate, 5);
  assertThrows(() => other.learningRate = 1, TypeError, "schedule");
  assertThrows(() => optimizer.learningRate = NaN, dg.ValueError, "finite");
});

forEachDevice(
  "steps keep no memory, and a disposed optimizer none at all",
  async (backend) => {
    const first = dg.ones([50]);
    using weight = new dg.layers.Variable(first, { name: "w" });
    first[Symbol.dispose]();
    const before = backend.bytesInUse;
    const optimizer = new Adam({
      amsgrad: true,
      clipnorm: 1,
      weightDecay: 0.1,
      useEma: true,
      gradientAccumulationSteps: 2,
      lossScaleFactor: 2,
    });
    const step = () => {
      using _scope = new dg.Scope();
      optimizer.apply([dg.ones([50])], [weight]);
    };
    step();
    const after = backend.bytesInUse;
    for (let i = 0; i < 6; i++) step();
    assertEquals(backend.bytesInUse, after);
    optimizer[Symbol.dispose]();
    assertEquals(backend.bytesInUse, before);
    await weight.value.data();
  },
);

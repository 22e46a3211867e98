import { assert } from "@std/assert";
import * as dg from "@decograd/decograd";
import { forEachBackend } from "../helpers/for_each_backend.ts";

/** A critic that has all that a penalty must pass through twice. */
function makeCritic(): dg.Sequential {
  return new dg.Sequential([
    new dg.layers.Conv2DTranspose({
      filters: 3,
      kernelSize: 3,
      strides: 2,
      padding: "same",
      activation: "leaky_relu",
      kernelInitializer: new dg.initializers.HeNormal({ seed: 1 }),
      inputShape: [4, 4, 2],
    }),
    new dg.layers.Conv2D({
      filters: 4,
      kernelSize: 3,
      strides: 2,
      activation: "leaky_relu",
      kernelInitializer: new dg.initializers.HeNormal({ seed: 2 }),
    }),
    new dg.layers.Flatten(),
    new dg.layers.Dense({
      units: 1,
      kernelInitializer: new dg.initializers.GlorotUniform({ seed: 3 }),
    }),
  ]);
}

/** Gulrajani et al.: Improved Training of Wasserstein GANs (2017), equation 3. */
function gradientPenalty(
  critic: dg.Sequential,
  x: dg.Tensor,
): dg.Tensor {
  const slope = dg.grad((x: dg.Tensor) => dg.sum(critic.apply(x)))(x);
  const norm = dg.sqrt(dg.sum(dg.square(slope), { axis: [1, 2, 3] }));
  return dg.mean(dg.square(dg.sub(norm, 1)));
}

Deno.test("the gradient of a gradient penalty is the slope of the penalty", async () => {
  await dg.setBackend("reference");
  const critic = makeCritic();
  const x = dg.randomNormal([2, 4, 4, 2], { seed: 4 });
  const penalty = () => gradientPenalty(critic, x);
  const variables = critic.trainableVariables;
  const { gradients } = dg.valueAndGrad(penalty, variables);
  // Along the gradient itself the slope is its squared length.
  const squared = gradients.map((g) => dg.sum(dg.square(g))).reduce(dg.add);
  const expected = await squared.item();
  const step = 1e-6;
  const walk = (by: number) =>
    variables.forEach((v, i) =>
      v.assign(dg.add(v.value, dg.mul(gradients[i], by)))
    );
  walk(step);
  const above = await penalty().item();
  walk(-2 * step);
  const below = await penalty().item();
  const actual = (above - below) / (2 * step);
  assert(expected > 1e-3);
  assert(
    Math.abs(actual - expected) < 1e-5 * expected,
    `expected ${expected}, received ${actual}`,
  );
});

forEachBackend("a gradient penalty trains", async () => {
  const critic = makeCritic();
  const x = dg.randomNormal([8, 4, 4, 2], { seed: 4 });
  const trainer = new dg.Trainer({
    model: critic,
    optimizer: new dg.optimizers.Adam({ learningRate: 0.01 }),
  });
  const first = await gradientPenalty(critic, x).item();
  for (let step = 0; step < 40; step++) {
    trainer.minimize(() => gradientPenalty(critic, x))[Symbol.dispose]();
  }
  const last = await gradientPenalty(critic, x).item();
  assert(last < first / 10, `the penalty went from ${first} to ${last}`);
});

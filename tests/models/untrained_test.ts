/** What a step does not train is told. */

import { assertEquals, assertMatch } from "@std/assert";
import * as dg from "@decograd/decograd";
import { warningsOf } from "../helpers/warnings.ts";

const x = () => dg.ones([2, 3]);

/** A layer one of whose parts its output does not depend on. */
class Half extends dg.layers.Layer {
  readonly used = new dg.layers.Dense({ units: 3, name: "used" });
  readonly idle = new dg.layers.Dense({ units: 3, name: "idle" });

  override call(x: dg.Tensor): dg.Tensor {
    this.idle.apply(x);
    return this.used.apply(x);
  }
}

function trainer(model: dg.layers.Layer): dg.Trainer {
  return new dg.Trainer({ model, optimizer: "sgd", loss: "mse" });
}

function steps(made: dg.Trainer): string[] {
  return warningsOf(() => {
    for (let i = 0; i < 3; i++) made.step(x(), x());
  });
}

Deno.test("variables that the loss does not depend on are told once, by name", () => {
  const model = new Half({ name: "half" });
  assertEquals(steps(trainer(model)), [
    'Gradients do not exist for variables "half/idle/kernel", "half/idle/bias" when minimizing the loss, which does not depend on them: they stay as they are',
  ]);
  assertEquals(steps(trainer(model)), []);
  model.idle.trainable = false;
  assertEquals(steps(trainer(new dg.Sequential([model]))), []);
});

Deno.test("a model with nothing to train is told once", () => {
  for (const model of [new dg.layers.ReLU(), frozen()]) {
    const [first, ...others] = steps(trainer(model));
    assertMatch(first, /^The model .* does not have any trainable weights/);
    assertEquals(others, []);
  }
});

function frozen(): dg.layers.Layer {
  return new dg.layers.Dense({ units: 3, trainable: false });
}

Deno.test("a layer that a step builds and no trained model holds is told once", () => {
  const model = new dg.layers.Dense({ units: 3, name: "model" });
  const made = trainer(model);
  const head = new dg.layers.Dense({ units: 3, name: "head" });
  const minimize = (layer: () => dg.layers.Layer) =>
    warningsOf(() => {
      for (let i = 0; i < 3; i++) {
        made.minimize(() => dg.sum(layer().apply(model.apply(x()))));
      }
    });
  const [said, ...others] = minimize(() => head);
  assertEquals(others, []);
  assertMatch(said, /^Dense "head" was built in a training step of Dense "mod/);
  const again = minimize(() => new dg.layers.Dense({ units: 3 }));
  assertEquals(again, []);
  const scale = () => new dg.layers.PReLU();
  assertEquals(minimize(scale).length, 1);
  assertEquals(minimize(() => frozen()), []);
});

Deno.test("nothing is told of two models that are trained in turn", () => {
  const [generator, critic] = [1, 2].map(() =>
    new dg.Sequential([new dg.layers.Dense({ units: 3 })])
  );
  const [first, second] = [generator, critic].map(trainer);
  const loss = () => dg.sum(critic.apply(generator.apply(x())));
  const said = warningsOf(() => {
    for (let i = 0; i < 2; i++) {
      second.minimize(loss);
      first.minimize(loss);
    }
  });
  assertEquals(said, []);
});

Deno.test("nothing is told of a model that is trained whole", () => {
  assertEquals(steps(trainer(new dg.layers.Dense({ units: 3 }))), []);
});

Deno.test("nothing is told of a layer that a step builds without gradients", () => {
  const made = trainer(new dg.layers.Dense({ units: 3 }));
  const teacher = new dg.layers.Dense({ units: 3 });
  const said = warningsOf(() => {
    for (let i = 0; i < 3; i++) {
      made.minimize(() => {
        const target = dg.noGrad(() => teacher.apply(x()));
        return dg.mean(dg.square(dg.sub(made.model.apply(x()), target)));
      });
    }
  });
  assertEquals(said, []);
});

Deno.test("a step of one's own tells of variables that its loss does not depend on", () => {
  class Own extends dg.Model {
    readonly half = new Half({ name: "half" });
    override call(x: dg.Tensor): dg.Tensor {
      return this.half.apply(x);
    }
    override trainStep({ x }: dg.Batch): void {
      using _scope = new dg.Scope();
      const { gradients } = dg.valueAndGrad(
        () => this.apply(x, { training: true }).square().mean(),
        this.trainableVariables,
      );
      this.optimizer.apply(gradients, this.trainableVariables);
    }
  }
  const model = new Own({ name: "own" });
  model.compile({ optimizer: "sgd", loss: "mse" });
  model.apply(x());
  const said: string[] = [];
  for (let i = 0; i < 2; i++) {
    said.push(...warningsOf(() => void model.trainOnBatch(x(), x())));
  }
  assertEquals(said, [
    'Gradients do not exist for variables "own/half/idle/kernel", "own/half/idle/bias" when minimizing the loss, which does not depend on them: they stay as they are',
  ]);
});

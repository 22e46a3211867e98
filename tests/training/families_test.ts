/** Parts of one family are refused where another is meant. */

import * as dg from "@decograd/decograd";
import { assert, assertEquals, assertThrows } from "@std/assert";

/** A class that is of no family. */
class Foreign {}

/** A member of each family, its class, and what looks like a member of any. */
const OFFERED: Readonly<Record<string, unknown>> = {
  layer: new dg.layers.Dense({ units: 2 }),
  Layer: dg.layers.Dense,
  initializer: new dg.initializers.Zeros(),
  Initializer: dg.initializers.Zeros,
  regularizer: new dg.regularizers.L2(),
  Regularizer: dg.regularizers.L2,
  constraint: new dg.constraints.NonNeg(),
  Constraint: dg.constraints.NonNeg,
  loss: new dg.losses.MeanSquaredError(),
  Loss: dg.losses.MeanSquaredError,
  metric: new dg.metrics.Mean(),
  Metric: dg.metrics.Mean,
  optimizer: new dg.optimizers.SGD(),
  Optimizer: dg.optimizers.SGD,
  schedule: new dg.optimizers.schedules.ExponentialDecay({
    initialLearningRate: 1,
    decaySteps: 1,
    decayRate: 0.5,
  }),
  Foreign,
  alike: { getConfig: () => ({}), call: () => dg.zeros([]) },
};

/** Who takes what, the families that it is to take aside. */
const TAKERS: readonly (readonly [string, (part: never) => unknown])[] = [
  ["initializer", dg.initializers.get],
  ["regularizer", dg.regularizers.get],
  ["constraint", dg.constraints.get],
  ["loss", dg.losses.get],
  ["metric", dg.metrics.get],
  ["optimizer", dg.optimizers.get],
  ["activation", dg.activations.get],
  [
    "schedule",
    (learningRate) => new dg.optimizers.SGD({ learningRate }),
  ],
  [
    "initializer",
    (kernelInitializer) => new dg.layers.Dense({ units: 1, kernelInitializer }),
  ],
  [
    "optimizer",
    (optimizer) =>
      new dg.Trainer({ model: new dg.layers.Dense({ units: 1 }), optimizer }),
  ],
];

/** Who writes what down. */
const WRITERS: readonly (readonly [string, (part: never) => unknown])[] = [
  ["initializer", dg.initializers.serialize],
  ["regularizer", dg.regularizers.serialize],
  ["constraint", dg.constraints.serialize],
  ["loss", dg.losses.serialize],
  ["metric", dg.metrics.serialize],
  ["optimizer", dg.optimizers.serialize],
];

Deno.test("only members of a family stand for one, and classes of them", () => {
  for (const [kind, take] of TAKERS) {
    for (const [name, part] of Object.entries(OFFERED)) {
      if (name.toLowerCase() === kind) {
        take(part as never);
        continue;
      }
      const error = assertThrows(() => take(part as never), Error);
      assert(
        /^C(annot|ould not) .*(expected|identifier)/.test(error.message),
        `${kind} of ${name}: ${error.message}`,
      );
    }
  }
});

Deno.test("only members of a family are written as such", () => {
  for (const [kind, write] of WRITERS) {
    for (const [name, part] of Object.entries(OFFERED)) {
      if (name === kind) write(part as never);
      else {assertThrows(
          () => write(part as never),
          TypeError,
          "Cannot serialize",
        );}
    }
  }
});

Deno.test("functions and classes of one's own stand for parts as before", async () => {
  class Doubling extends dg.constraints.Constraint {
    override call(w: dg.Tensor): dg.Tensor {
      return dg.mul(w, 2);
    }
  }
  const made = [
    dg.constraints.get(Doubling),
    dg.constraints.get(new Doubling()),
    dg.constraints.get((w: dg.Tensor) => dg.mul(w, 2)),
    dg.constraints.get(dg.constraints.get((w: dg.Tensor) => dg.mul(w, 2))),
    dg.constraints.deserialize({ class_name: "Doubling" }, { Doubling }),
  ];
  for (const constraint of made) {
    assertEquals(await constraint.call(dg.tensor(3)).item(), 6);
  }
});

Deno.test("custom objects of another family are not taken", () => {
  const { L2 } = dg.regularizers;
  class Own extends L2 {}
  assertThrows(
    () => dg.constraints.deserialize({ class_name: "Own" }, { Own }),
    dg.ValueError,
    "constraint",
  );
});

Deno.test("a variable takes no regularizer for a constraint", () => {
  const parts = { constraint: new dg.regularizers.L2() };
  assertThrows(
    () => new dg.layers.Variable(dg.zeros([2]), parts as never),
    dg.ValueError,
    "expected constraint to be a constraint",
  );
});

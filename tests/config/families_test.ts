/** The families of the library: members of one are refused where another is meant, and so are configs that are none. */

import * as dg from "@decograd/decograd";
import { assert, assertEquals, assertThrows } from "@std/assert";

type Call = (...args: unknown[]) => unknown;

interface Family {
  readonly get?: Call;
  readonly serialize: Call;
  readonly deserialize: Call;
}

const FAMILIES = Object.entries({
  losses: dg.losses,
  metrics: dg.metrics,
  optimizers: dg.optimizers,
  schedules: dg.optimizers.schedules,
  initializers: dg.initializers,
  regularizers: dg.regularizers,
  constraints: dg.constraints,
}) as [string, Record<string, unknown> & Family][];

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

/** Makes one with an option that may be anything. */
function making(
  one: abstract new (options: never) => unknown,
  options: Record<string, unknown>,
  option: string,
): Call {
  return (part) => Reflect.construct(one, [{ ...options, [option]: part }]);
}

/** Who takes what, the families that it is to take aside. */
const TAKERS = [
  ["initializer", dg.initializers.get],
  ["regularizer", dg.regularizers.get],
  ["constraint", dg.constraints.get],
  ["loss", dg.losses.get],
  ["metric", dg.metrics.get],
  ["optimizer", dg.optimizers.get],
  ["activation", dg.activations.get],
  ["schedule", making(dg.optimizers.SGD, {}, "learningRate")],
  ["initializer", making(dg.layers.Dense, { units: 1 }, "kernelInitializer")],
  [
    "optimizer",
    making(
      dg.Trainer,
      { model: new dg.layers.Dense({ units: 1 }) },
      "optimizer",
    ),
  ],
] as [string, Call][];

/** Who writes what down. */
const WRITERS = [
  ["initializer", dg.initializers.serialize],
  ["regularizer", dg.regularizers.serialize],
  ["constraint", dg.constraints.serialize],
  ["loss", dg.losses.serialize],
  ["metric", dg.metrics.serialize],
  ["optimizer", dg.optimizers.serialize],
] as [string, Call][];

Deno.test("only members of a family stand for one, and classes of them", () => {
  for (const [kind, take] of TAKERS) {
    for (const [name, part] of Object.entries(OFFERED)) {
      if (name.toLowerCase() === kind) {
        take(part);
        continue;
      }
      const error = assertThrows(() => take(part), Error);
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
      if (name === kind) write(part);
      else assertThrows(() => write(part), TypeError, "Cannot serialize");
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
  const parts: object = { constraint: new dg.regularizers.L2() };
  assertThrows(
    () => new dg.layers.Variable(dg.zeros([2]), parts),
    dg.ValueError,
    "expected constraint to be a constraint",
  );
});

const NO_CONFIGS = [null, undefined, 5, "mse", [], [[]], true, () => ({})];

function isMethod(value: unknown): value is Call {
  return typeof value === "function";
}

/** Asserts that what is wrong is said in words of ours. */
function assertRefuses(call: Call, what: string): void {
  const { message } = assertThrows(call, Error, undefined, what) as Error;
  assert(
    /^Cannot \w+ .*: expected/.test(message),
    `${what}: ${message}`,
  );
  assert(message.length < 800, what);
}

Deno.test("a class makes nothing of what is no config", () => {
  let tried = 0;
  for (const [family, exported] of FAMILIES) {
    for (const [name, one] of Object.entries(exported)) {
      if (typeof one !== "function" || !/^class\b/.test(`${one}`)) continue;
      if (!("fromConfig" in one) || !isMethod(one.fromConfig)) continue;
      const fromConfig = one.fromConfig.bind(one);
      for (const wrong of NO_CONFIGS) {
        assertRefuses(() => fromConfig(wrong), `${family}.${name}`);
      }
      tried++;
    }
  }
  assert(tried > 100, `${tried}`);
});

Deno.test("what names nothing is not found", () => {
  for (const [family, { get, deserialize }] of FAMILIES) {
    const things = [5, true, [], {}, new Map(), "no such thing", "constructor"];
    const configs = [
      { class_name: 5, config: {} },
      { class_name: "toString", config: {} },
      { class_name: "function", config: "constructor" },
      { config: {} },
    ];
    for (const wrong of [...things, ...configs]) {
      if (get) assertRefuses(() => get(wrong), `${family}.get`);
      assertRefuses(() => deserialize(wrong), `${family}.deserialize`);
    }
    if (get) assertEquals([get(null), get(undefined)], [null, null]);
    assertRefuses(() => deserialize(null), family);
  }
});

Deno.test("classes and functions of one's own come in an object", () => {
  for (const [family, exported] of FAMILIES) {
    const known = Object.keys(exported).find((name) => /^[A-Z]/.test(name));
    for (const wrong of [null, 5, "x", [], true]) {
      const config = { class_name: known, config: {} };
      assertRefuses(() => exported.deserialize(config, wrong), family);
    }
  }
});

Deno.test("what is no part is not written", () => {
  for (const [family, { serialize }] of FAMILIES) {
    for (const wrong of [5, "mse", {}, [], true, new Map()]) {
      assertRefuses(() => serialize(wrong), family);
    }
  }
});

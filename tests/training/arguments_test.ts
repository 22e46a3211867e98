/** What losses, metrics, optimizers, schedules and the trainer do not read, all of them refuse, and name what refused. */

import { assert, assertStringIncludes } from "@std/assert";
import * as dg from "@decograd/decograd";
import { neededOf } from "./metrics/needed_options.ts";
import { assertRefuses, type Call, wrongOptions } from "./refusals.ts";

type Class = abstract new (...args: unknown[]) => unknown;

const { losses, metrics, optimizers } = dg;

/** The options of those that cannot do without, besides metrics. */
const NEEDED: Readonly<Record<string, () => Record<string, unknown>>> = {
  LossScaleOptimizer: () => ({ innerOptimizer: new optimizers.SGD() }),
  CosineDecay: () => ({ initialLearningRate: 1, decaySteps: 9 }),
  CosineDecayRestarts: () => ({ initialLearningRate: 1, firstDecaySteps: 9 }),
  ExponentialDecay: () => ({
    ...{ initialLearningRate: 1, decaySteps: 9, decayRate: 0.5 },
  }),
  InverseTimeDecay: () => ({
    ...{ initialLearningRate: 1, decaySteps: 9, decayRate: 0.5 },
  }),
  PiecewiseConstantDecay: () => ({ boundaries: [1], values: [1, 2] }),
  PolynomialDecay: () => ({ initialLearningRate: 1, decaySteps: 9 }),
  Trainer: () => ({
    ...{ model: new dg.layers.Dense({ units: 1 }), optimizer: "sgd" },
  }),
};

/** What users derive from, whose arguments are theirs. */
const BASES = new Set<unknown>([
  ...[losses.Loss, metrics.Metric, metrics.PairMetric, metrics.MeanMetric],
  ...[optimizers.Optimizer, optimizers.schedules.LearningRateSchedule],
  optimizers.schedules.Decay,
]);

function isClass(value: unknown): value is Class {
  return typeof value === "function" && /^class\b/.test(`${value}`);
}

const namespaces: Record<string, unknown>[] = [
  ...[{ ...losses }, { ...metrics }, { ...optimizers }],
  ...[{ ...optimizers.schedules }, { Trainer: dg.Trainer }],
];
const exported = namespaces.flatMap((all) => Object.entries(all));
const classes = exported.filter((entry): entry is [string, Class] =>
  isClass(entry[1]) && !BASES.has(entry[1])
);

function make(one: Class, ...args: unknown[]): unknown {
  return Reflect.construct(one, args);
}

function goodOptions(name: string): Record<string, unknown> {
  return NEEDED[name]?.() ?? neededOf(name);
}

Deno.test("every class that can be made is tried", () => {
  assert(classes.length >= 21 + 44 + 11 + 6 + 1, `${classes.length}`);
  for (const [name, one] of classes) make(one, goodOptions(name));
});

Deno.test("every class refuses what is no object of options", () => {
  for (const [name, one] of classes) {
    for (const wrong of wrongOptions()) {
      assertRefuses(name, () => make(one, wrong));
    }
  }
});

Deno.test("every class refuses options that it does not know, and names near ones", () => {
  for (const [name, one] of classes) {
    const good = goodOptions(name);
    const message = assertRefuses(
      name,
      () => make(one, { ...good, unheardOf: undefined }),
    );
    assertStringIncludes(message, "unheardOf");
    const known = /expected options ([\w, ]+),/.exec(message)?.[1].split(", ");
    assert(known !== undefined && known.length > 0, message);
    for (const option of known) {
      const misspelt = `${option.slice(0, -1)}${option.at(-1)}s`;
      if (known.includes(misspelt)) continue;
      const told = assertRefuses(
        name,
        () => make(one, { ...good, [misspelt]: good[option] }),
      );
      assertStringIncludes(told, `did you mean ${option}?`);
    }
  }
});

Deno.test("every class refuses further arguments", () => {
  for (const [name, one] of classes) {
    for (const further of [0.9, undefined, {}]) {
      const message = assertRefuses(
        name,
        () => make(one, goodOptions(name), further),
      );
      assertStringIncludes(message, "expected 1 argument, received 2");
    }
  }
});

Deno.test("a trainer demands a model and an optimizer, and takes weights as an option", () => {
  const model = new dg.layers.Dense({ units: 1 });
  const { Trainer } = dg as unknown as { Trainer: Class };
  const says = (options: unknown) =>
    assertRefuses("Trainer", () => make(Trainer, options));
  assertStringIncludes(says({ model }), "expected optimizer to be");
  assertStringIncludes(says({ model, optimizer: null }), "received null");
  assertStringIncludes(says({ optimizer: "sgd" }), "expected model to be");
  assertStringIncludes(
    says({ model, optimiser: "sgd" }),
    "did you mean optimizer?",
  );
  for (const wrong of [{}, "dense", dg.layers.Dense, dg.tensor(1), [model]]) {
    says({ model: wrong, optimizer: "sgd" });
  }
  const trainer = new dg.Trainer({ model, optimizer: "sgd", loss: "mse" });
  const x = dg.ones([2, 3]), y = dg.ones([2, 1]);
  const step = trainer.step.bind(trainer) as Call;
  for (const wrong of wrongOptions()) {
    assertRefuses("a training step", () => step(x, y, wrong));
  }
  assertRefuses("a training step", () => step(x, y, { sampleWeights: y }));
  assertRefuses("a training step", () => step(x, y, {}, y));
  const minimize = trainer.minimize.bind(trainer) as Call;
  const loss = () => dg.mean(model.apply(x));
  assertRefuses("a training step", () => minimize(loss, { sampleWeight: y }));
  for (const wrong of [y, 3, null, undefined, "mse"]) {
    assertRefuses("a training step", () => minimize(wrong));
  }
});

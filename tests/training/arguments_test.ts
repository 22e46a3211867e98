/** What losses, metrics, optimizers, schedules and the trainer do not read, all of them refuse, and name what refused. */

import { assert, assertStringIncludes, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";

type Call = (...args: unknown[]) => unknown;
type Class = abstract new (...args: unknown[]) => unknown;

const { losses, metrics, optimizers } = dg;

/** The options of those that cannot do without. */
const DEMANDED: Readonly<Record<string, () => Record<string, unknown>>> = {
  IoU: () => ({ numClasses: 3, targetClassIds: [0, 2] }),
  MeanIoU: () => ({ numClasses: 3 }),
  OneHotIoU: () => ({ numClasses: 3, targetClassIds: [1] }),
  OneHotMeanIoU: () => ({ numClasses: 3 }),
  PrecisionAtRecall: () => ({ recall: 0.5 }),
  RecallAtPrecision: () => ({ precision: 0.5 }),
  SensitivityAtSpecificity: () => ({ specificity: 0.5 }),
  SpecificityAtSensitivity: () => ({ sensitivity: 0.5 }),
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

/** What is neither options nor missing; functions too, for a class may be given where its options belong. */
function wrongOptions(): unknown[] {
  const things = [0, 0.01, -1, NaN, 3n, true, false, "sgd", "", null];
  const objects = [[], [0.01], [{}], new Map(), new Date(0), () => ({})];
  return [...things, ...objects, dg.tensor([1]), optimizers.SGD, Symbol("s")];
}

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
  return DEMANDED[name]?.() ?? {};
}

/** Asserts that a call is refused with a message that names who refused. */
function assertRefuses(name: string, call: Call): string {
  const { message } = assertThrows(call, TypeError) as TypeError;
  assert(message.startsWith("Cannot "), `${name}: ${message}`);
  assertStringIncludes(message, name);
  assert(message.length < 1000, `${name}: ${message.length} characters`);
  return message;
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

Deno.test("every loss function refuses what it does not read", () => {
  const functions = Object.entries(losses).filter((entry) =>
    typeof entry[1] === "function" && !isClass(entry[1]) &&
    !["get", "serialize", "deserialize"].includes(entry[0])
  ) as [string, Call][];
  assert(functions.length >= 21, `${functions.length}`);
  const y = dg.tensor([[0, 1], [1, 0]]), labels = dg.tensor([0, 1]);
  for (const [name, f] of functions) {
    const isSparse = /sparse|circle|Generalized/.test(name);
    const given = [isSparse ? labels : y, y];
    f(...given);
    const count = /options/.test(`${f}`.split("{")[0]) ? 3 : 2;
    if (count === 3) {
      for (const wrong of wrongOptions()) {
        assertRefuses(name, () => f(...given, wrong));
      }
      assertRefuses(name, () => f(...given, { unheardOf: 1 }));
    }
    const more = Array.from({ length: count - 2 }, () => ({}));
    const message = assertRefuses(name, () => f(...given, ...more, 0.5));
    assertStringIncludes(message, `received ${count + 1}`);
  }
});

Deno.test("every loss refuses more than targets, predictions and weights", () => {
  const y = dg.tensor([[0, 1], [1, 0]]);
  for (const [, one] of classes) {
    const loss = one.prototype instanceof losses.Loss && make(one);
    if (!(loss instanceof losses.Loss)) continue;
    const call = loss.call.bind(loss) as Call;
    assertRefuses(loss.name, () => call(y, y, null, 1));
  }
});

Deno.test("every metric refuses weights that are no option, and further arguments", () => {
  const y = dg.tensor([[0, 1], [1, 0]]);
  for (const [name, one] of classes) {
    if (!(one.prototype instanceof metrics.Metric)) continue;
    using metric = make(one, goodOptions(name)) as dg.metrics.Metric;
    const isOfPairs = metric instanceof metrics.PairMetric;
    const update = metric.updateState.bind(metric) as Call;
    const given = isOfPairs ? [y, y] : [y];
    for (const wrong of wrongOptions()) {
      assertRefuses(metric.name, () => update(...given, wrong));
    }
    assertRefuses(metric.name, () => update(...given, { sample_weight: y }));
    assertRefuses(metric.name, () => update(...given, {}, 1));
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

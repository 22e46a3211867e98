/** Schedules against Keras's curves and configs. */

import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import type { SerializedObject } from "../../../config/serialization.ts";
import { assertClose } from "../../helpers/assert_close.ts";
import { loadFixture } from "../../helpers/fixtures.ts";

const { schedules, SGD } = dg.optimizers;
const {
  CosineDecay,
  CosineDecayRestarts,
  ExponentialDecay,
  InverseTimeDecay,
  PolynomialDecay,
} = schedules;

const { steps, cases } = loadFixture<
  { readonly steps: number[]; readonly cases: Record<string, number[]> }
>("behaviour/schedules.json");
const objects = loadFixture<
  { readonly object: SerializedObject; readonly values: number[] }[]
>("behaviour/schedule_objects.json");

const tenth = { initialLearningRate: 0.1 };
const MADE: Record<string, dg.optimizers.schedules.LearningRateSchedule> = {
  "ExponentialDecay(0.1,10,0.5)": new ExponentialDecay({
    ...{ ...tenth, decaySteps: 10, decayRate: 0.5 },
  }),
  "ExponentialDecay(0.1,10,0.5,staircase)": new ExponentialDecay({
    ...{ ...tenth, decaySteps: 10, decayRate: 0.5, staircase: true },
  }),
  "PolynomialDecay(0.1,100)": new PolynomialDecay({
    ...{ ...tenth, decaySteps: 100 },
  }),
  "PolynomialDecay(0.1,30,0.01,power=2,cycle)": new PolynomialDecay({
    ...{ ...tenth, decaySteps: 30, endLearningRate: 0.01 },
    ...{ power: 2, cycle: true },
  }),
  "InverseTimeDecay(0.1,10,0.5,staircase)": new InverseTimeDecay({
    ...{ ...tenth, decaySteps: 10, decayRate: 0.5, staircase: true },
  }),
  "CosineDecay(0.1,100)": new CosineDecay({ ...tenth, decaySteps: 100 }),
  "CosineDecayRestarts(0.1,10)": new CosineDecayRestarts({
    ...{ ...tenth, firstDecaySteps: 10 },
  }),
  "CosineDecayRestarts(0.1,10,t_mul=1,m_mul=0.9,alpha=0.05)":
    new CosineDecayRestarts({
      ...{ ...tenth, firstDecaySteps: 10, tMul: 1, mMul: 0.9, alpha: 0.05 },
    }),
};

Deno.test("schedules follow Keras's curves", () => {
  for (const [name, expected] of Object.entries(cases)) {
    const actual = steps.map((step) => MADE[name].at(step));
    assertClose(actual, expected, { terms: 1 });
  }
});

Deno.test("schedules are read and written in Keras's form", () => {
  for (const { object, values } of objects) {
    const schedule = schedules.deserialize(object);
    assertEquals(schedules.serialize(schedule), object);
    const actual = steps.map((step) => schedule.at(step));
    // Keras computed these in float32: the exponents multiply its rounding, and a cosine ends near 0.
    assertClose(actual, values, { terms: 400, magnitude: 1e-3 });
  }
});

Deno.test("options that are undefined have their defaults", () => {
  const given = { ...tenth, decaySteps: 10 };
  assertAlmostEquals(
    new CosineDecay({ ...given, alpha: undefined, warmupSteps: undefined })
      .at(5),
    0.05,
  );
  const line = new PolynomialDecay({ ...given, power: undefined });
  assertAlmostEquals(line.at(5), 0.05005);
  const waves = new CosineDecayRestarts({
    ...{ ...tenth, firstDecaySteps: 10, tMul: undefined, mMul: undefined },
  });
  assertAlmostEquals(waves.at(5), 0.05);
});

Deno.test("every wave begins at its top", () => {
  for (const tMul of [1.5, 2, 3, 5, 7, 10]) {
    const waves = new CosineDecayRestarts({
      ...{ ...tenth, firstDecaySteps: 1, tMul },
    });
    let begin = 0;
    for (let wave = 0; wave < 12; wave++) {
      assertAlmostEquals(waves.at(begin), 0.1, 1e-9, `${tMul}, wave ${wave}`);
      begin += tMul ** wave;
    }
  }
});

Deno.test("an optimizer follows its schedule, and keeps it in its config", () => {
  const learningRate = MADE["ExponentialDecay(0.1,10,0.5)"];
  const optimizer = new SGD({ learningRate });
  const w = new dg.layers.Variable(dg.tensor([1]), { name: "w" });
  for (let step = 0; step < 10; step++) optimizer.apply([dg.tensor([0])], [w]);
  assertAlmostEquals(optimizer.learningRate, 0.05);
  assertThrows(
    () => optimizer.learningRate = 1,
    TypeError,
    "expected an optimizer that was made with a number",
  );
  const copy = SGD.fromConfig(optimizer.getConfig());
  assertAlmostEquals(copy.learningRate, 0.1);
  assertEquals(copy.getConfig(), optimizer.getConfig());
});

Deno.test("a schedule says what it expects", () => {
  const refusals: [() => unknown, string][] = [
    [
      () => new CosineDecay({ ...tenth, decaySteps: 0 }),
      "expected decaySteps to be a finite number above 0, received 0",
    ],
    [
      () => new CosineDecay({ decaySteps: 1 } as never),
      "expected initialLearningRate to be a finite number",
    ],
    [
      () =>
        new schedules.PiecewiseConstantDecay({ boundaries: [1], values: [1] }),
      "one more in values than in boundaries",
    ],
    [
      () => schedules.deserialize({ class_name: "CosineDecoy", config: {} }),
      "did you mean CosineDecay",
    ],
  ];
  for (const [f, message] of refusals) {
    assertThrows(f, dg.ValueError, message);
  }
});

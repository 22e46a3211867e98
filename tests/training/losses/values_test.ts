/** Every loss: values and gradients against Keras's, at the edges too, and against central differences. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as losses from "@decograd/decograd/losses";
import type { SerializedObject } from "../../../config/serialization.ts";
import { assertClose } from "../../helpers/assert_close.ts";
import { checkGradient } from "../../helpers/check_gradient.ts";
import {
  type FixtureTensor,
  loadFixture,
  numbersOf,
  tensorOf,
} from "../../helpers/fixtures.ts";
import { forEachDevice } from "../../helpers/for_each_backend.ts";

const { BinaryCrossentropy, MeanSquaredError } = losses;

const simple = loadFixture<{
  readonly cases: {
    loss: string;
    y_true: FixtureTensor;
    y_pred: FixtureTensor;
    sample_weight: FixtureTensor | null;
    value: FixtureTensor;
    grad: FixtureTensor;
  }[];
}>("behaviour/losses.json");

const MADE: Record<string, losses.Loss> = {
  "Huber(delta=0.5)": new losses.Huber({ delta: 0.5 }),
  "MeanSquaredError(reduction=sum)": new MeanSquaredError({ reduction: "sum" }),
  "MeanSquaredError(reduction=mean_with_sample_weight)": new MeanSquaredError({
    reduction: "mean_with_sample_weight",
  }),
  "Tversky(0.3,0.7)": new losses.Tversky({ alpha: 0.3, beta: 0.7 }),
};

// A class by its name, from logits where the case says so; the rest of the name says what is in the data.
function lossOf(name: string): losses.Loss {
  if (Object.hasOwn(MADE, name)) return MADE[name];
  const class_name = name.split(/[ (]/)[0];
  const from_logits = name.endsWith("(from_logits)");
  const config = from_logits ? { from_logits } : {};
  return losses.deserialize({ class_name, config });
}

forEachDevice("losses have Keras's values and gradients", async () => {
  for (
    const { loss, y_true, y_pred, sample_weight, value, grad } of simple.cases
  ) {
    const weight = sample_weight && tensorOf(sample_weight);
    const f = (p: dg.Tensor) => lossOf(loss).call(tensorOf(y_true), p, weight);
    const prediction = tensorOf(y_pred);
    const how = { terms: y_pred.data.length, eps: 2 ** -23 };
    assertClose(await f(prediction).read(), value.data, how);
    const largest = Math.max(...grad.data.map(Math.abs));
    const slope = await dg.grad(f)(prediction).read();
    assertClose(slope, grad.data, { ...how, magnitude: largest });
  }
});

const { cases } = loadFixture<{
  readonly cases: {
    object: SerializedObject;
    y_true: FixtureTensor;
    y_pred: FixtureTensor;
    sample_weight: FixtureTensor | null;
    value: FixtureTensor;
    grad: FixtureTensor;
  }[];
}>("behaviour/more_losses.json");

function largest({ data }: FixtureTensor): number {
  return Math.max(0, ...data.map(Math.abs));
}

forEachDevice(
  "losses that Keras wrote have its values and gradients",
  async (backend) => {
    for (const one of cases) {
      const { object, y_true, y_pred, sample_weight, value, grad } = one;
      const what = JSON.stringify([object, y_true.shape, y_pred.shape]);
      const weight = sample_weight && tensorOf(sample_weight);
      const loss = losses.deserialize(object);
      const f = (p: dg.Tensor) => loss.call(tensorOf(y_true), p, weight);
      const prediction = tensorOf(y_pred);
      const output = f(prediction);
      assertEquals(output.shape, value.shape, what);
      const slopes = dg.grad((p: dg.Tensor) => dg.sum(f(p)))(prediction);
      // The circle loss takes the exponential of numbers gamma times as large as its data; the binary losses divide by
      // what is left of 1.
      const steep = Number((object.config as { gamma?: number }).gamma ?? 1);
      const how = backend.name === "reference" ? { terms: 1, eps: 1e-6 / 4 } : {
        terms: y_pred.data.length,
        eps: 2 ** -23 * Math.max(1, steep),
      };
      for (const [own, keras] of [[output, value], [slopes, grad]] as const) {
        const least = backend.name === "reference" || own === slopes ? 1e-3 : 1;
        const magnitude = Math.max(least, largest(keras));
        const all = { ...how, magnitude };
        try {
          assertClose(await own.read(), numbersOf(keras), all);
        } catch (cause) {
          throw new Error(what, { cause });
        }
      }
    }
  },
);

interface EdgeCase {
  readonly name: string;
  readonly config: Record<string, unknown>;
  readonly y_true: number[][];
  readonly y_pred: number[][];
  readonly value: number[];
  readonly grad: number[][];
}

const edges = loadFixture<EdgeCase[]>("special/losses.json");

// What Keras holds away from 0 is 1e-7, of which float32 next to 1 knows one digit.
const HELD = 2 ** -23;

/** How far float32 may be from a number that follows from others as large as `size` at the edges of a row. */
function allowed(expected: number, size: number): number {
  return 32 * 2 ** -24 * Math.max(Math.abs(expected), size) + HELD;
}

function assertNear(
  actual: ArrayLike<number>,
  expected: readonly number[],
  rowOf: (i: number) => string,
  sizeOf: (i: number) => number,
): void {
  for (const [i, e] of expected.entries()) {
    const near = Math.abs(actual[i] - e) <= allowed(e, sizeOf(i));
    assert(near, `${rowOf(i)}: expected ${e}, received ${actual[i]}`);
  }
}

forEachDevice(
  "losses at their edges are Keras's, and so are gradients",
  async () => {
    for (const { name, config, y_true, y_pred, value, grad } of edges) {
      const loss = dg.losses.deserialize({
        ...{ class_name: name, config: { ...config, reduction: "none" } },
      });
      const [t, p] = [dg.tensor(y_true), dg.tensor(y_pred)];
      const rowOf = (i: number) =>
        `${name} ${JSON.stringify(config)} of ${y_true[i]} and ${y_pred[i]}`;
      const sizeOf = (i: number) =>
        Math.max(...[...y_true[i], ...y_pred[i]].map(Math.abs));
      assertNear(await loss.call(t, p).read(), value, rowOf, sizeOf);
      const slope = dg.grad((p: dg.Tensor) => dg.sum(loss.call(t, p)))(p);
      const width = y_pred[0].length;
      const row = (i: number) => Math.floor(i / width);
      assertNear(
        await slope.read(),
        grad.flat(),
        (i) => `gradient of ${rowOf(row(i))}`,
        (i) => Math.max(...grad[row(i)].map(Math.abs)),
      );
    }
  },
  { onWebGPU: true },
);

Deno.test("losses have right derivatives of first and second order", async () => {
  const points = [
    { shape: [2, 2], values: [0.2, 0.7, 0.9, 0.4] },
    { shape: [2, 2], values: [0.3, 0.6, 0.8, 0.1] },
  ];
  const all = [
    new MeanSquaredError(),
    new losses.MeanAbsoluteError(),
    new losses.MeanAbsolutePercentageError(),
    new losses.MeanSquaredLogarithmicError(),
    new losses.LogCosh(),
    new losses.Huber({ delta: 0.15 }),
    new losses.KLDivergence(),
    new losses.Poisson(),
    new BinaryCrossentropy(),
    new BinaryCrossentropy({ fromLogits: true, labelSmoothing: 0.2, axis: 0 }),
  ];
  for (const loss of all) {
    await checkGradient((t, p) => loss.call(t, p), points);
  }
  await dg.setBackend("wasm");
});

Deno.test("further losses have right derivatives of first and second order", async () => {
  const points = [
    { shape: [2, 2], values: [0.2, 0.7, 0.9, 0.4] },
    { shape: [2, 2], values: [0.3, 0.6, 0.8, 0.1] },
  ];
  const all = [
    new losses.CosineSimilarity({ axis: 0 }),
    new losses.Hinge(),
    new losses.SquaredHinge(),
    new losses.CategoricalHinge(),
    new losses.BinaryFocalCrossentropy({ applyClassBalancing: true }),
    new losses.CategoricalCrossentropy({ labelSmoothing: 0.1 }),
    new losses.CategoricalCrossentropy({ fromLogits: true, axis: 0 }),
    new losses.CategoricalFocalCrossentropy({ fromLogits: true }),
    new losses.Dice({ axis: 1 }),
    new losses.Tversky({ alpha: 0.2 }),
  ];
  for (const loss of all) {
    await checkGradient((t, p) => loss.call(t, p), points);
  }
  const embeddings = [points[0]];
  const circle = new losses.Circle({ gamma: 2, removeDiagonal: false });
  await checkGradient((p) => circle.call(dg.tensor([0, 1]), p), embeddings);
  await dg.setBackend("wasm");
});

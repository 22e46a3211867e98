/** Every loss, as Keras writes it: values, gradients, and the config that comes back. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as losses from "@decograd/decograd/losses";
import type { SerializedObject } from "../../config/serialization.ts";
import { assertClose } from "../helpers/assert_close.ts";
import { checkGradient } from "../helpers/check_gradient.ts";
import { type FixtureTensor, loadFixture } from "../helpers/fixtures.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

const { cases, defaults, names } = loadFixture<{
  readonly defaults: Record<string, Record<string, unknown>>;
  readonly names: Record<string, string>;
  readonly cases: {
    object: SerializedObject;
    y_true: FixtureTensor;
    y_pred: FixtureTensor;
    sample_weight: FixtureTensor | null;
    value: FixtureTensor;
    grad: FixtureTensor;
  }[];
}>("behaviour/more_losses.json");

function tensor({ data, shape }: FixtureTensor): dg.Tensor {
  return dg.tensor(data, shape);
}

function largest({ data }: FixtureTensor): number {
  return Math.max(0, ...data.map(Math.abs));
}

// JSON has no word for what is not finite.
function numbers({ data }: FixtureTensor): number[] {
  return data.map((value) => Number(value));
}

forEachBackend(
  "losses that Keras wrote have its values and gradients",
  async (backend) => {
    for (const one of cases) {
      const { object, y_true, y_pred, sample_weight, value, grad } = one;
      const what = JSON.stringify([object, y_true.shape, y_pred.shape]);
      const weight = sample_weight && tensor(sample_weight);
      const loss = losses.deserialize(object);
      const f = (p: dg.Tensor) => loss.call(tensor(y_true), p, weight);
      const prediction = tensor(y_pred);
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
          assertClose(await own.read(), numbers(keras), all);
        } catch (cause) {
          throw new Error(what, { cause });
        }
      }
    }
  },
);

Deno.test("losses write what Keras writes", () => {
  for (const { object } of cases) {
    assertEquals(losses.serialize(losses.deserialize(object)), object);
  }
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

forEachBackend(
  "what is ignored reaches neither loss nor gradient",
  async () => {
    const loss = new losses.SparseCategoricalCrossentropy({
      fromLogits: true,
      ignoreClass: -1,
    });
    const f = (p: dg.Tensor) => loss.call(dg.tensor([0, -1]), p);
    const logits = dg.tensor([[0, 0], [NaN, Infinity]]);
    assertClose([await f(logits).item()], [Math.log(2)], { terms: 2 });
    const slopes = await dg.grad(f)(logits).read();
    assertClose(slopes, [-0.5, 0.5, 0, 0], { terms: 2 });
    const none = loss.call(dg.tensor([-1]), dg.tensor([[1, 2]]));
    assertEquals(await none.item(), 0);
  },
);

Deno.test("losses are found by all of Keras's names", () => {
  for (const [name, class_name] of Object.entries(names)) {
    const loss = losses.get(name as losses.LossName);
    assertEquals(losses.serialize(loss).class_name, class_name);
  }
});

Deno.test("losses have Keras's defaults", () => {
  for (const [class_name, config] of Object.entries(defaults)) {
    assertEquals(losses.deserialize({ class_name }).getConfig(), config);
  }
});

Deno.test("further losses refuse what they cannot mean", () => {
  assertThrows(
    () => new losses.CategoricalGeneralizedCrossEntropy({ q: 1 }),
    dg.ValueError,
    "expected q to be a finite number above 0 and below 1, received 1",
  );
  assertThrows(
    () => losses.categoricalCrossentropy(dg.zeros([2, 3]), dg.zeros([2, 4])),
    dg.ShapeError,
    "[2, 3], received [2, 4]",
  );
  assertThrows(
    () => losses.sparseCategoricalCrossentropy(dg.zeros([3]), dg.zeros([2, 4])),
    dg.ShapeError,
    "an axis of classes [3], received [2, 4]",
  );
  assertThrows(
    () => losses.circle(dg.zeros([3]), dg.zeros([2, 4])),
    dg.ShapeError,
    "expected predictions of shape [batch, size] and targets [batch]",
  );
});

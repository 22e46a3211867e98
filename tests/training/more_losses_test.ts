/** Every loss, as Keras writes it: values, gradients, and the config that comes back. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as losses from "@decograd/decograd/losses";
import type { SerializedObject } from "../../layers/serialization.ts";
import { assertClose } from "../helpers/assert_close.ts";
import { checkGradient } from "../helpers/check_gradient.ts";
import { type FixtureTensor, loadFixture } from "../helpers/fixtures.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

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

function tensor({ data, shape }: FixtureTensor): dg.Tensor {
  return dg.tensor(data, shape);
}

function largest({ data }: FixtureTensor): number {
  return Math.max(...data.map(Math.abs));
}

forEachBackend(
  "losses that Keras wrote have its values and gradients",
  async (backend) => {
    for (
      const { object, y_true, y_pred, sample_weight, value, grad } of cases
    ) {
      const weight = sample_weight && tensor(sample_weight);
      const loss = losses.deserialize(object);
      const f = (p: dg.Tensor) => loss.call(tensor(y_true), p, weight);
      const prediction = tensor(y_pred);
      const total = (p: dg.Tensor) => dg.sum(f(p));
      const output = f(prediction);
      assertEquals(output.shape, value.shape, object.class_name);
      if (backend.name === "reference") {
        const how = { terms: 1, eps: 1e-6 / 4 };
        assertClose(await output.read(), value.data, {
          ...how,
          magnitude: 1e-3,
        });
        const slopes = await dg.grad(total)(prediction).read();
        assertClose(slopes, grad.data, { ...how, magnitude: largest(grad) });
        continue;
      }
      // The circle loss takes the exponential of numbers gamma times as large as its data.
      const steep = Number((object.config as { gamma?: number }).gamma ?? 1);
      const terms = y_pred.data.length;
      const how = { terms, eps: 2 ** -23 * Math.max(1, steep) };
      const scale = Math.max(1, largest(value));
      assertClose(await output.read(), value.data, {
        ...how,
        magnitude: scale,
      });
      const slopes = await dg.grad(total)(prediction).read();
      assertClose(slopes, grad.data, { ...how, magnitude: largest(grad) });
    }
  },
);

Deno.test("losses write what Keras writes", () => {
  for (const { object } of cases) {
    const again = losses.serialize(losses.deserialize(object));
    const ours = again.config as Record<string, unknown>;
    const keras = Object.keys(object.config);
    // Keras itself forgets that of Huber.
    const forgotten = Object.keys(ours).filter((key) => !keras.includes(key));
    assertEquals(forgotten.filter((key) => key !== "delta"), []);
    const known = keras.map((key) => [key, ours[key]]);
    assertEquals({ ...again, config: Object.fromEntries(known) }, object);
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
  const names = {
    cosine_similarity: "CosineSimilarity",
    hinge: "Hinge",
    categorical_crossentropy: "CategoricalCrossentropy",
    sparse_categorical_crossentropy: "SparseCategoricalCrossentropy",
    dice: "Dice",
    KLD: "KLDivergence",
    mape: "MeanAbsolutePercentageError",
  } as const;
  for (const [alias, name] of Object.entries(names)) {
    const loss = losses.get(alias as keyof typeof names);
    assertEquals(losses.serialize(loss).class_name, name);
  }
});

Deno.test("further losses refuse what they cannot mean", () => {
  assertThrows(
    () => new losses.CategoricalGeneralizedCrossEntropy({ q: 1 }),
    dg.ValueError,
    "expected q to be in the interval (0, 1), received 1",
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

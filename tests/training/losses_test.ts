/** Losses: values and gradients against Keras's, reductions, weights, names and configs. */

import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as losses from "@decograd/decograd/losses";
import { assertClose } from "../helpers/assert_close.ts";
import { checkGradient } from "../helpers/check_gradient.ts";
import { type FixtureTensor, loadFixture } from "../helpers/fixtures.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

const { cases } = loadFixture<{
  readonly cases: {
    loss: string;
    y_true: FixtureTensor;
    y_pred: FixtureTensor;
    sample_weight: FixtureTensor | null;
    value: FixtureTensor;
    grad: FixtureTensor;
  }[];
}>("behaviour/losses.json");

const { BinaryCrossentropy, MeanSquaredError } = losses;

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

function tensor({ data, shape }: FixtureTensor): dg.Tensor {
  return dg.tensor(data, shape);
}

forEachBackend("losses have Keras's values and gradients", async () => {
  for (const { loss, y_true, y_pred, sample_weight, value, grad } of cases) {
    const weight = sample_weight && tensor(sample_weight);
    const f = (p: dg.Tensor) => lossOf(loss).call(tensor(y_true), p, weight);
    const prediction = tensor(y_pred);
    const how = { terms: y_pred.data.length, eps: 2 ** -23 };
    assertClose(await f(prediction).read(), value.data, how);
    const largest = Math.max(...grad.data.map(Math.abs));
    const slope = await dg.grad(f)(prediction).read();
    assertClose(slope, grad.data, { ...how, magnitude: largest });
  }
});

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

forEachBackend("the functions keep one loss a sample", async () => {
  const t = dg.tensor([[0, 1], [1, 0]]), p = dg.tensor([[2, 1], [1, 4]]);
  const squares = losses.meanSquaredError(t, p);
  assertEquals(squares.shape, [2]);
  assertEquals([...await squares.read()], [2, 8]);
  const logits = dg.zeros([2, 2]);
  const fromLogits = { fromLogits: true };
  const entropies = losses.binaryCrossentropy(t, logits, fromLogits);
  const log2 = Math.log(2), how = { terms: 2 };
  assertClose(await entropies.read(), [log2, log2], how);
  const columns = losses.binaryCrossentropy(t, logits, {
    ...fromLogits,
    axis: 0,
  });
  assertEquals(columns.shape, [2]);
});

forEachBackend("reductions are Keras's", async () => {
  const t = dg.zeros([3, 1]), p = dg.tensor([[1], [2], [3]]);
  const weight = dg.tensor([1, 1, 2]);
  const of = async (reduction: losses.Reduction | null) => {
    const loss = new MeanSquaredError({ reduction });
    return [...await loss.call(t, p, weight).read()];
  };
  assertEquals(await of("sum"), [23]);
  assertClose(await of("sum_over_batch_size"), [23 / 3], { terms: 3 });
  assertClose(await of("mean"), [23 / 3], { terms: 3 });
  assertEquals(await of("mean_with_sample_weight"), [23 / 4]);
  assertEquals(await of("none"), [1, 4, 18]);
  assertEquals(await of(null), [1, 4, 18]);
  const nothing = new MeanSquaredError({
    reduction: "mean_with_sample_weight",
  });
  assertEquals(await nothing.call(t, p, dg.zeros([3])).item(), 0);
  assertEquals(
    await new MeanSquaredError().call(t, p).item(),
    await dg.div(14, 3).item(),
  );
  const empty = dg.zeros([0, 2]), pixels = dg.zeros([0, 2, 3]);
  assertEquals(new MeanSquaredError().call(empty, empty).shape, [0]);
  assertEquals(await new MeanSquaredError().call(pixels, pixels).item(), 0);
});

forEachBackend("a last axis of size 1 may be missing", async () => {
  const t = dg.tensor([0, 1, 1]), p = dg.tensor([[0.5], [0.5], [0.5]]);
  assertEquals(await new MeanSquaredError().call(t, p).item(), 0.25);
  const log2 = Math.log(2), how = { terms: 3 };
  const loss = new BinaryCrossentropy();
  assertClose([await loss.call(t, p).item()], [log2], how);
  assertClose([await loss.call(p, t).item()], [8.059047698974609], how);
});

forEachBackend("labels are smoothed like Keras's", async () => {
  const loss = new BinaryCrossentropy({ labelSmoothing: 0.5 });
  const value = await loss.call(dg.tensor([[1, 0]]), dg.tensor([[0.5, 0.2]]))
    .item();
  const expected = -(Math.log(0.5) + 0.25 * Math.log(0.2) +
    0.75 * Math.log(0.8)) / 2;
  assertClose([value], [expected], { terms: 4 });
});

forEachBackend("logits far from 0 neither overflow nor vanish", async () => {
  const logits = dg.tensor([[-1000, 1000], [-1000, 1000]]);
  const targets = dg.tensor([[0, 1], [1, 0]]);
  const loss = new BinaryCrossentropy({ fromLogits: true });
  const f = (p: dg.Tensor) => loss.call(targets, p);
  assertEquals(await f(logits).item(), 500);
  assertEquals([...await dg.grad(f)(logits).read()], [0, 0, -0.25, 0.25]);
});

Deno.test("losses have Keras's names and configs, and come back from them", () => {
  const loss = new BinaryCrossentropy({ fromLogits: true });
  const written = losses.serialize(loss);
  assertEquals(written, {
    module: "keras.losses",
    class_name: "BinaryCrossentropy",
    config: {
      name: "binary_crossentropy",
      reduction: "sum_over_batch_size",
      from_logits: true,
      label_smoothing: 0,
      axis: -1,
    },
    registered_name: null,
  });
  const again = losses.get(JSON.parse(JSON.stringify(written)));
  assertEquals(again.getConfig(), loss.getConfig());
  for (const name of ["mse", "MSE", "mean_squared_error"] as const) {
    assertInstanceOf(losses.get(name), MeanSquaredError);
  }
  for (const name of ["bce", "BCE", "binary_crossentropy"] as const) {
    assertInstanceOf(losses.get(name), BinaryCrossentropy);
  }
  assertEquals(losses.get(null), null);
});

forEachBackend("functions stand for losses, and are averaged", async () => {
  const difference = function difference(
    t: dg.Tensor,
    p: dg.Tensor,
  ): dg.Tensor {
    return dg.abs(dg.sub(t, p));
  };
  const loss = losses.get(difference);
  const value = loss.call(dg.tensor([1, 2]), dg.tensor([2, 5]));
  assertEquals(await value.item(), 2);
  assertEquals(losses.serialize(loss).config, "difference");
});

Deno.test("losses refuse what they cannot mean", () => {
  assertThrows(
    () => losses.get("nope" as "mse"),
    dg.ValueError,
    'Cannot find loss: expected a name, a config, or one itself, received "nope"',
  );
  assertThrows(
    () => new MeanSquaredError({ reduction: "x" as "sum" }),
    dg.ValueError,
    "reduction",
  );
  assertThrows(
    () => new BinaryCrossentropy({ labelSmoothing: 2 }),
    dg.ValueError,
    "labelSmoothing",
  );
  const logits = { from_logits: true };
  assertThrows(
    () => new BinaryCrossentropy(logits as losses.BinaryCrossentropyOptions),
    TypeError,
    "from_logits",
  );
  assertThrows(
    () => new BinaryCrossentropy().call(dg.zeros([2, 3]), dg.zeros([2, 1])),
    dg.ShapeError,
    "expected predictions of the targets' shape [2, 3], received [2, 1]",
  );
});

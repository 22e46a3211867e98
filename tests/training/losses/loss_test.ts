/** Losses: how they are reduced and weighed, and what they and their functions refuse. */

import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import * as dg from "@decograd/decograd";
import * as losses from "@decograd/decograd/losses";
import { assertClose } from "../../helpers/assert_close.ts";
import { forEachDevice } from "../../helpers/for_each_backend.ts";
import {
  assertRefuses,
  assertSays,
  type Call,
  wrongOptions,
} from "../refusals.ts";

const { BinaryCrossentropy, MeanSquaredError } = losses;

/** The functions among the exports. */
const functions = Object.entries(losses).filter(([name, f]) =>
  typeof f === "function" && !/^class\b/.test(`${f}`) &&
  !["get", "serialize", "deserialize"].includes(name)
) as [string, Call][];

/** A loss of each class. */
const made = Object.values(losses.classes).map((one) => new one());

forEachDevice("the functions keep one loss a sample", async () => {
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

forEachDevice("reductions are Keras's", async () => {
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

forEachDevice("a last axis of size 1 may be missing", async () => {
  const t = dg.tensor([0, 1, 1]), p = dg.tensor([[0.5], [0.5], [0.5]]);
  assertEquals(await new MeanSquaredError().call(t, p).item(), 0.25);
  const log2 = Math.log(2), how = { terms: 3 };
  const loss = new BinaryCrossentropy();
  assertClose([await loss.call(t, p).item()], [log2], how);
  assertClose([await loss.call(p, t).item()], [8.059047698974609], how);
});

Deno.test("every loss function refuses what it does not read", () => {
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
  for (const loss of made) {
    const call = loss.call.bind(loss) as Call;
    assertRefuses(loss.name, () => call(y, y, null, 1));
  }
});

Deno.test("weights that do not go with images are answered with those that do", () => {
  const image = dg.zeros([2, 3, 4, 1]), labels = dg.zeros([2, 3, 4]);
  const scores = dg.full([2, 3, 4, 5], 0.2), two = dg.ones([2]);
  const { Circle, Dice, MultiscaleSSIM, PSNR, SSIM, Tversky } = losses;
  // Of these an image, or a batch, is one number.
  const whole = [Circle, Dice, MultiscaleSSIM, PSNR, SSIM, Tversky];
  const each = made.filter((loss) => !whole.some((one) => loss instanceof one));
  assert(each.length >= 18);
  for (const loss of each) {
    const ofClasses = /sparse|generalized/.test(loss.name);
    const [t, p] = ofClasses ? [labels, scores] : [image, image];
    assertSays(
      () => loss.call(t, p, two),
      dg.ShapeError,
      `Cannot compute ${loss.name}: expected sampleWeight`,
      "such as [2, 1, 1]",
      "received shape [2]",
    );
    assertEquals(loss.call(t, p, dg.ones([2, 1, 1])).shape, []);
  }
});

Deno.test("predictions that do not go with targets are answered with both shapes", () => {
  assert(functions.length >= 21);
  const targets = dg.zeros([2, 5, 3]), predictions = dg.zeros([2, 4, 3]);
  for (const [name, f] of functions) {
    const shapes = ["[2, 5, 3]", "[2, 4, 3]"];
    const call = () => f(targets, predictions);
    assertSays(call, dg.ShapeError, `compute ${name}`, ...shapes);
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
    "expected targets [2] for predictions [2, 4], received [3]",
  );
  assertThrows(
    () => losses.categoricalCrossentropy(dg.zeros([2]), dg.zeros([2, 4])),
    dg.ShapeError,
    "(numbers of classes are targets of the sparse losses)",
  );
  assertThrows(
    () =>
      losses.sparseCategoricalCrossentropy(dg.zeros([2, 4]), dg.zeros([2, 4])),
    dg.ShapeError,
    "(a share for each class is the target of the losses that are not sparse)",
  );
  assertThrows(
    () => losses.circle(dg.zeros([3]), dg.zeros([2, 4])),
    dg.ShapeError,
    "expected predictions of shape [batch, size] and targets [batch]",
  );
});

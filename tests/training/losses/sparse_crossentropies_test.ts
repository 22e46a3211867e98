/** Labels that are no class: none of them is passed over without a trace. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as losses from "@decograd/decograd/losses";
import { assertClose } from "../../helpers/assert_close.ts";
import { forEachDevice } from "../../helpers/for_each_backend.ts";

const CLASSES = 3;
const WRONG = [3, -1, -2, 0.5, 1.999, 100, 2 ** 24, NaN, Infinity, -Infinity];

const { SparseCategoricalCrossentropy } = dg.losses;
const { CategoricalGeneralizedCrossEntropy } = dg.losses;

/** Probabilities of three classes for each of four samples. */
function shares(): dg.Tensor {
  return dg.softmax(dg.tensor([
    ...[[0.1, 0.4, -0.3], [1, 0, 0.5], [0.2, -1, 0.7], [0, 0, 0.1]],
  ]));
}

function lossesOfLabels(): Record<string, dg.losses.Loss> {
  const reduction = "none";
  return {
    probabilities: new SparseCategoricalCrossentropy({ reduction }),
    logits: new SparseCategoricalCrossentropy({ fromLogits: true, reduction }),
    generalized: new CategoricalGeneralizedCrossEntropy({ reduction }),
  };
}

/** The loss of each sample, and its gradient in the predictions. */
async function lossAndGradient(
  loss: dg.losses.Loss,
  labels: dg.Tensor,
  predictions = shares(),
): Promise<{ each: number[]; slope: number[] }> {
  const each = await loss.call(labels, predictions).read();
  const slope = await dg.grad((p: dg.Tensor) => dg.sum(loss.call(labels, p)))(
    predictions,
  ).read();
  return { each: [...each], slope: [...slope] };
}

forEachDevice(
  "a label that is no class makes its own loss and gradient NaN, and no other",
  async () => {
    for (const [name, loss] of Object.entries(lossesOfLabels())) {
      const right = await lossAndGradient(loss, dg.tensor([0, 1, 2, 1]));
      for (const wrong of WRONG) {
        const labels = dg.tensor([0, wrong, 2, 1]);
        const { each, slope } = await lossAndGradient(loss, labels);
        assertEquals(each, right.each.with(1, NaN), `${name} of ${wrong}`);
        for (let i = 0; i < 4 * CLASSES; i++) {
          const isOfWrong = Math.floor(i / CLASSES) === 1;
          if (isOfWrong) assert(!Number.isFinite(slope[i]), `${name} ${wrong}`);
          else assertEquals(slope[i], right.slope[i], `${name} of ${wrong}`);
        }
      }
    }
  },
  { onWebGPU: true },
);

forEachDevice(
  "every number of a class has a finite loss, as many as there are",
  async () => {
    for (const classes of [1, 2, 5, 33]) {
      const labels = dg.tensor(Array.from({ length: classes }, (_, i) => i));
      const predictions = dg.softmax(dg.randomNormal([classes, classes]));
      for (const [name, loss] of Object.entries(lossesOfLabels())) {
        const all = await lossAndGradient(loss, labels, predictions);
        assert([...all.each, ...all.slope].every(Number.isFinite), name);
      }
    }
  },
);

forEachDevice(
  "the ignored label costs nothing, whatever it is, and others are noticed",
  async () => {
    for (const ignoreClass of [-1, 255, 1, 0.5]) {
      for (const fromLogits of [false, true]) {
        const reduction = "none";
        const options = { ignoreClass, fromLogits, reduction } as const;
        const loss = new SparseCategoricalCrossentropy(options);
        const ignored = dg.tensor([0, ignoreClass, 2, 0]);
        const { each, slope } = await lossAndGradient(loss, ignored);
        assert([...each, ...slope].every(Number.isFinite));
        assertEquals([each[1], ...slope.slice(3, 6)], [0, 0, 0, 0]);
        const wrong = dg.tensor([0, ignoreClass, 2, 77]);
        const more = await lossAndGradient(loss, wrong);
        assertEquals(more.each, each.with(3, NaN));
      }
    }
  },
  { onWebGPU: true },
);

forEachDevice(
  "classes on another axis, and labels of pixels, are noticed too",
  async () => {
    const image = dg.randomNormal([2, CLASSES, 2, 2]);
    const right = [0, 1, 2, 0, 1, 2, 0, 1];
    const options = { fromLogits: true, axis: 1, reduction: "none" } as const;
    const loss = new SparseCategoricalCrossentropy(options);
    const each = await loss.call(dg.tensor(right, [2, 2, 2]), image).read();
    const wrong = dg.tensor(right.with(5, CLASSES), [2, 2, 2]);
    assertEquals(
      [...await loss.call(wrong, image).read()],
      [...each].with(5, NaN),
    );
  },
);

forEachDevice(
  "training on labels that begin at 1 does not look like training",
  async () => {
    const model = new dg.layers.Dense({
      units: CLASSES,
      activation: "softmax",
    });
    const loss = "sparse_categorical_crossentropy";
    const trainer = new dg.Trainer({ model, optimizer: "adam", loss });
    const x = dg.tensor([[0, 1], [1, 0], [1, 1]]), y = dg.tensor([1, 2, 3]);
    assertEquals(await trainer.step(x, y).item(), NaN);
  },
);

forEachDevice(
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

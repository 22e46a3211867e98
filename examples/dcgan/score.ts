/** How many drawn images a classifier takes for a digit: what one would say who looks at them. */

import * as dg from "@decograd/decograd";
import { CLASSES, type Labelled } from "../shared/images.ts";

const { Conv2D, Dense, Dropout, Flatten, MaxPooling2D } = dg.layers;

/** How sure the classifier has to be of a digit. */
const CONFIDENCE = 0.9;
/** Of how many real images it has to be sure, if what it says of others is to mean something. */
const ABLE = 0.8;
/** Times through the images when it learns. */
const EPOCHS = 5;

/** What a classifier says of images. */
export interface Score {
  /** The share of them that it takes for some digit, and is sure of it. */
  readonly sure: number;
  /** How many of those are each digit. */
  readonly digits: readonly number[];
}

/**
 * Teaches a classifier what digits look like, and tells what it says of images `[n, 28, 28, 1]` from 0 to 1, by what
 * they are called.
 */
export async function tellScore(
  drawn: ReadonlyMap<string, dg.Tensor>,
  { train, test }: { readonly train: Labelled; readonly test: Labelled },
  signal: AbortSignal,
): Promise<void> {
  console.log("teaching a classifier the digits");
  const classifier = makeClassifier();
  const learning = { batchSize: 128, epochs: EPOCHS, signal };
  await classifier.fit(train, train.labels, learning);
  if (signal.aborted) return;
  const testing = { batchSize: 250, returnDict: true, signal } as const;
  const { accuracy, sure } = await classifier.evaluate(
    test,
    test.labels,
    testing,
  );
  if (signal.aborted) return;
  console.log(
    `it tells ${percent(accuracy)} of ${
      test.shape[0]
    } test images right, and is more than ${percent(CONFIDENCE)} sure of ${
      percent(sure)
    } of them`,
  );
  if (sure < ABLE) {
    console.log(
      "a classifier that is sure of so few of them cannot judge samples: it learns from as many images as --images says",
    );
  }
  for (const [name, images] of drawn) {
    using said = classifier.predictOnBatch(images);
    const of = scoreOf(await said.data());
    const there = of.digits.filter((count) => count > 0).length;
    console.log(
      `and of ${percent(of.sure)} of ${images.shape[0]} ${name}
${there} of ${CLASSES} digits are among these: ${
        of.digits.map((count, digit) => `${digit} (${count})`).join(", ")
      }`,
    );
  }
}

/** Keras's simple convnet for MNIST: from images `[batch, 28, 28, 1]` to a probability for each digit. */
function makeClassifier(): dg.Sequential {
  const relu = { kernelSize: 3, activation: "relu" } as const;
  const classifier = new dg.Sequential([
    dg.Input([28, 28, 1]),
    new Conv2D(32, relu),
    new MaxPooling2D(2),
    new Conv2D(64, relu),
    new MaxPooling2D(2),
    new Flatten(),
    new Dropout(0.5),
    new Dense(CLASSES, { activation: "softmax" }),
  ], { name: "classifier" });
  classifier.compile({
    optimizer: "adam",
    loss: "sparse_categorical_crossentropy",
    metrics: ["accuracy", sure],
  });
  return classifier;
}

/** The share of images of which the classifier is sure; a metric. */
function sure(_labels: dg.Tensor, probabilities: dg.Tensor): dg.Tensor {
  return probabilities.max({ axis: -1 }).greater(CONFIDENCE);
}

/** What probabilities say, ten for each image. */
export function scoreOf(probabilities: Float32Array): Score {
  const count = probabilities.length / CLASSES;
  const digits = new Array<number>(CLASSES).fill(0);
  for (let i = 0; i < count; i++) {
    const one = probabilities.subarray(i * CLASSES, (i + 1) * CLASSES);
    const most = Math.max(...one);
    if (most > CONFIDENCE) digits[one.indexOf(most)]++;
  }
  return { sure: digits.reduce((sum, n) => sum + n, 0) / count, digits };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

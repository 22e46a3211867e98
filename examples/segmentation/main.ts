/** Trains a U-Net to tell discs from rings, pixel by pixel, and shows what it tells of scenes that it has not seen. */

import * as dg from "@decograd/decograd";
import { folder, integer, readCommandLine } from "../shared/command_line.ts";
import { EVERY } from "../shared/options.ts";
import { type Images, pictureOf } from "../shared/pictures.ts";
import { announce, run } from "../shared/run.ts";
import { begin, Training } from "../shared/training.ts";
import { makeUNet } from "./model.ts";
import { CLASSES, sceneOf, SIDE } from "./scenes.ts";

const ABOUT = `Trains a U-Net to tell discs from rings, pixel by pixel.

  deno task segmentation [options]`;

/** Scenes whose numbers memory holds with ease. */
const MOST = 10_000_000;

const OPTIONS = {
  epochs: integer(3, 0, "times through the scenes to learn from"),
  "batch-size": integer(16, 1, "scenes a step"),
  scenes: integer(3000, 1, "how many scenes to learn from", MOST),
  tested: integer(200, 1, "how many other scenes to test with", MOST),
  ...EVERY,
  out: folder("out/segmentation", "where the picture and the weights go"),
};

const PICTURE = "scenes.png";
/** Scenes across the picture, and how it shows the classes. */
const COLUMNS = 16, COLORS = [[0, 0, 0], [1, 0.6, 0.1], [0.2, 0.5, 1]];

/** Resolves to the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const options = readCommandLine(args, OPTIONS, ABOUT);
  if (options === null) return 0;
  const { batchSize, epochs, scenes, tested, seed } = options;
  await begin(options);
  const unet = makeUNet(SIDE, CLASSES.length);
  unet.compile({
    optimizer: new dg.optimizers.Adam({ learningRate: 0.005 }),
    loss: new dg.losses.SparseCategoricalCrossentropy({ fromLogits: true }),
    metrics: [
      new dg.metrics.MeanIoU({
        ...{ name: "iou", numClasses: CLASSES.length, sparseYPred: false },
      }),
    ],
  });
  using training = await Training.open(unet, {
    example: "segmentation",
    ...options,
  }, [PICTURE]);
  announce(`${scenes} scenes`, unet);

  // Scenes are made of their numbers when it is their turn; those to test with have later ones.
  const known = numbers(0, scenes).shuffle({ seed }).map(sceneOf)
    .batch(batchSize).prefetch(1);
  const unknown = numbers(scenes, tested).map(sceneOf).batch(batchSize);
  await training.fit((more) => unet.fit(known, null, { epochs, ...more }));
  await training.report(async (signal) => {
    console.log(`testing on ${tested} scenes`);
    const test = { returnDict: true, signal } as const;
    const { iou } = await unet.evaluate(unknown, null, test);
    if (signal.aborted) return;
    console.log(`intersection over union ${iou.toFixed(3)}`);
    await training.save(PICTURE, await show(unet, scenes, tested));
  });
  return training.code;
}

/** Whole numbers from one on. */
function numbers(from: number, count: number): dg.data.Dataset<number> {
  return dg.data.Dataset.fromTensorSlices(
    Uint32Array.from({ length: count }, (_, i) => from + i),
  );
}

/** Rows of scenes, of what their pixels are, and of what the model takes them for. */
async function show(
  unet: dg.Model,
  from: number,
  count: number,
): Promise<Uint8Array> {
  const batch = numbers(from, Math.min(count, COLUMNS)).map(sceneOf)
    .batch(COLUMNS);
  const [[image, mask]] = await Array.fromAsync(batch);
  using told = classesOf(unet, image);
  const seen = await told.data();
  return await pictureOf(
    [
      inColor(image, (grey) => [grey, grey, grey]),
      ...[mask.data, seen].map(
        (data) => inColor({ shape: image.shape, data }, (one) => COLORS[one]),
      ),
    ],
    COLUMNS,
  );
}

/** The likeliest class of each pixel. */
function classesOf(unet: dg.Model, images: Images): dg.Tensor {
  using scope = new dg.Scope();
  return scope.keep(dg.argmax(unet.predictOnBatch(images), { axis: -1 }));
}

/** Images of three channels, each pixel as its number says. */
function inColor(
  { shape, data }: {
    readonly shape: readonly number[];
    readonly data: ArrayLike<number>;
  },
  colorOf: (value: number) => readonly number[],
): Images {
  return {
    shape: [...shape.slice(0, -1), 3],
    data: Float32Array.from(Array.from(data).flatMap(colorOf)),
  };
}

if (import.meta.main) await run(() => main(Deno.args));

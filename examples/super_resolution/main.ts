/** Trains two networks to make small images large, and holds them against bicubic interpolation. */

import * as dg from "@decograd/decograd";
import { ImageFileError } from "@decograd/decograd/images";
import {
  beside,
  existingFolder,
  folder,
  integer,
  readCommandLine,
  without,
} from "../shared/command_line.ts";
import { EVERY } from "../shared/options.ts";
import { imagesIn, pictureOf } from "../shared/pictures.ts";
import { announce, run } from "../shared/run.ts";
import { begin, Training } from "../shared/training.ts";
import { makeUpscalers } from "./model.ts";
import { type Pair, pairsOfPictures, pairsOfScenes } from "./pairs.ts";

const ABOUT =
  `Trains two networks to make images three times as high and as wide.

  deno task super_resolution [options]`;

/** Scenes whose numbers memory holds with ease. */
const MOST = 10_000_000;

const OPTIONS = {
  epochs: integer(10, 0, "times through the images to learn from"),
  "batch-size": integer(4, 1, "images a step"),
  scenes: without(
    "data",
    integer(500, 1, "how many scenes to learn from", MOST),
  ),
  tested: without(
    "data",
    integer(100, 1, "how many other scenes to test with", MOST),
  ),
  data: existingFolder("a folder of PNG and JPEG pictures, instead of scenes"),
  side: beside(
    "data",
    integer(300, 3, "pixels that such pictures are cut and resized to", 4096),
  ),
  ...EVERY,
  out: folder("out/super_resolution", "where the picture and the weights go"),
};

const PICTURE = "enlarged.png";
/** How many times as high and as wide images become. */
const FACTOR = 3;
/** Images across the picture. */
const COLUMNS = 8;
/** What enlarges images: the two outputs, and what they are held against. */
const NAMES = ["bicubic", "subpixel", "transposed"] as const;

/** Resolves to the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const options = readCommandLine(args, OPTIONS, ABOUT);
  if (options === null) return 0;
  const { batchSize, epochs, scenes, tested, data, seed } = options;
  await begin(options);
  const { known, unknown, side } = data === null
    ? pairsOfScenes({ scenes, tested, factor: FACTOR, seed })
    : await pairsOfPictures(data, {
      ...{ side: options.side - options.side % FACTOR, factor: FACTOR, seed },
    });

  const upscalers = makeUpscalers(side / FACTOR, FACTOR);
  upscalers.compile({
    optimizer: new dg.optimizers.Adam({ learningRate: 0.001 }),
    loss: "mse",
  });
  using training = await Training.open(upscalers, {
    example: "super_resolution",
    ...options,
  }, [PICTURE]);
  announce(
    `${known.cardinality} images of ${side} x ${side} pixels`,
    upscalers,
  );

  const learned = known.batch(batchSize).prefetch(1);
  const tests = unknown.batch(batchSize).prefetch(1);
  const settings = { epochs, validationData: tests };
  await training.fit(
    (more) => upscalers.fit(learned, null, { ...settings, ...more }),
  );
  await training.report(async (signal) => {
    console.log(`testing on ${unknown.cardinality} images`);
    await compare(upscalers, tests, signal);
    if (signal.aborted) return;
    const shown = unknown.take(COLUMNS).batch(COLUMNS);
    const [first] = await Array.fromAsync(shown);
    await training.save(PICTURE, await show(upscalers, first));
  });
  return training.code;
}

/** Small images made large in each of the ways, with values from 0 to 1. */
function enlarged(
  upscalers: dg.Model,
  small: Pair[0],
): Record<typeof NAMES[number], dg.Tensor> {
  using scope = new dg.Scope();
  const [subpixel, transposed] = upscalers.predictOnBatch<dg.Tensor[]>(small);
  const clipped = (images: dg.Tensor) => scope.keep(images.clip(0, 1));
  return {
    bicubic: clipped(resized(small, "bicubic")),
    subpixel: clipped(subpixel),
    transposed: clipped(transposed),
  };
}

/** Small images made large by what lies between their pixels. */
function resized(
  { shape, data }: Pair[0],
  interpolation: "nearest" | "bicubic",
): dg.Tensor {
  const [height, width] = shape.slice(1).map((size) => FACTOR * size);
  const layer = new dg.layers.Resizing({ height, width, interpolation });
  using scope = new dg.Scope();
  return scope.keep(layer.apply<dg.Tensor>(dg.tensor(data, shape)));
}

/** Says how near each of the ways comes to images that none has seen: the mean of their peak signal-to-noise ratios. */
async function compare(
  upscalers: dg.Model,
  unknown: AsyncIterable<Pair>,
  signal: AbortSignal,
): Promise<void> {
  const ratios = NAMES.map(() => new dg.metrics.PSNR({ maxVal: 1 }));
  for await (const [small, [{ shape, data }]] of unknown) {
    if (signal.aborted) return;
    using _scope = new dg.Scope();
    const large = dg.tensor(data, shape);
    const made = enlarged(upscalers, small);
    NAMES.forEach((name, i) => ratios[i].updateState(large, made[name]));
  }
  const told = await Promise.all(ratios.map(async (metric) => {
    using result = metric.result();
    return await result.item();
  }));
  NAMES.forEach((name, i) => {
    const more = told[i] - told[0];
    const than = `${Math.abs(more).toFixed(2)} ${more < 0 ? "less" : "more"}`;
    const beside = i === 0 ? "" : `, ${than} than bicubic`;
    console.log(`${name.padEnd(10)} ${told[i].toFixed(2)} dB${beside}`);
  });
}

/** A row of small images, a row for each of the ways, and a row of what the images were. */
async function show(
  upscalers: dg.Model,
  [small, [large]]: Pair,
): Promise<Uint8Array> {
  const made = enlarged(upscalers, small);
  const rows = [resized(small, "nearest"), ...NAMES.map((name) => made[name])];
  const read = await Promise.all(rows.map(imagesIn));
  for (const row of rows) row[Symbol.dispose]();
  return await pictureOf([...read, large], COLUMNS);
}

if (import.meta.main) await run(() => main(Deno.args), ImageFileError);

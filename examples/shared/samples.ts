/** Samples: what a generator whose images have values from -1 to 1 makes of random numbers. */

import * as dg from "@decograd/decograd";
import { fromSigned } from "./images.ts";
import { imagesIn, pictureOf } from "./pictures.ts";

/** Images across the picture, and rows of them. */
const COLUMNS = 16, ROWS = 8;

/** Which samples are meant. */
export interface SamplesOptions {
  /** How many random numbers an image is made of. */
  readonly noise: number;
  /** How many images there are; as many as the picture shows if not given. */
  readonly count?: number;
  /** The same seed gives the same random numbers. */
  readonly seed: number;
}

/** Samples with values from 0 to 1. */
export function samplesOf(
  model: dg.Model,
  { noise, count = ROWS * COLUMNS, seed }: SamplesOptions,
): dg.Tensor {
  using scope = new dg.Scope();
  const random = dg.randomNormal([count, noise], { seed });
  return scope.keep(fromSigned(model.predictOnBatch(random)));
}

/** Draws samples to a file. */
export async function drawSamples(
  model: dg.Model,
  options: SamplesOptions,
  path: string,
): Promise<void> {
  using samples = samplesOf(model, options);
  const picture = await pictureOf([await imagesIn(samples)], COLUMNS);
  await dg.data.writeFile(path, picture);
}

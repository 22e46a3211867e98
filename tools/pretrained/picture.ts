/** What a model draws, for the list of models. */

import * as dg from "@decograd/decograd";
import type { Pretrained } from "../../pretrained/mod.ts";

const COLUMNS = 16, ROWS = 8, SEED = 1;
/** How far from the middle a plane of two latent numbers is shown. */
const EDGE = 2;

/**
 * A PNG file: a row of each class, in a column the same latent numbers; or of two latent numbers the plane, or rows of random
 * ones.
 */
export async function pictureOf(
  { decoder, latentSize, classNames }: Pretrained,
): Promise<Uint8Array> {
  const drawn = decoder.inputs!.length > 1
    ? eachClass(decoder, latentSize, classNames.length)
    : decoder.apply(latentSize === 2 ? plane() : random(ROWS, latentSize));
  const images = { shape: drawn.shape, data: await drawn.data() };
  return await dg.data.encodePng(
    dg.data.imageGrid(images, { columns: COLUMNS }),
  );
}

function random(rows: number, latentSize: number): dg.Tensor {
  return dg.randomNormal([rows * COLUMNS, latentSize], { seed: SEED });
}

function eachClass(
  decoder: dg.Model,
  latentSize: number,
  classes: number,
): dg.Tensor {
  const labels = Array.from(
    { length: classes * COLUMNS },
    (_, i) => Math.floor(i / COLUMNS),
  );
  const z = dg.tile(random(1, latentSize), [classes, 1]);
  return decoder.apply([z, dg.tensor(labels)]);
}

function plane(): dg.Tensor {
  const at = (i: number) => EDGE * (2 * i / (COLUMNS - 1) - 1);
  const points = Array.from(
    { length: COLUMNS ** 2 },
    (_, i) => [at(i % COLUMNS), -at(Math.floor(i / COLUMNS))],
  );
  return dg.tensor(points);
}

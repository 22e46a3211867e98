/** A decoder of two numbers, and what it learns from: images of a dot at the place that they name. */

import * as dg from "@decograd/decograd";

/** The width and the height of an image. */
export const SIDE = 16;

/** Images `[n, SIDE, SIDE, 1]` of dots at places `[n, 2]`: how far to the right, how far down, each from 0 to 1. */
export function dotsAt(places: dg.Tensor): dg.Tensor {
  const cells = dg.linspace(0, 1, SIDE);
  const nearness = (axis: number) =>
    cells.sub(places.at(null, axis).expandDims(1)).square().mul(-20).exp();
  return nearness(1).reshape([-1, SIDE, 1, 1])
    .mul(nearness(0).reshape([-1, 1, SIDE, 1]));
}

/** The decoder, from places `[n, 2]` to images, and how it learns. */
export function makeDecoder(): dg.Sequential {
  const { layers } = dg;
  const decoder = new dg.Sequential([
    dg.Input([2]),
    new layers.Dense(64, { activation: "relu" }),
    new layers.Dense(4 * 4 * 16, { activation: "relu" }),
    new layers.Reshape([4, 4, 16]),
    new layers.Conv2DTranspose(16, 4, 2, "same", { activation: "relu" }),
    new layers.Conv2DTranspose(1, 4, 2, "same", { activation: "sigmoid" }),
  ], { name: "decoder" });
  decoder.compile({
    optimizer: new dg.optimizers.Adam(0.003),
    loss: "binary_crossentropy",
    metrics: ["mse"],
  });
  return decoder;
}

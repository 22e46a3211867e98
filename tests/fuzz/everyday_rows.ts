/** Rows of the everyday ops: places of extremes, rearrangements, running sums and products. */

import * as dg from "@decograd/decograd";
import { row, type Rows } from "./row.ts";
import { axisOf, hasAxes, sizeOf } from "./shape_rows.ts";

/** The rows. */
export const EVERYDAY: Rows = {
  std: row(
    "std",
    (x, axis: number) => dg.std(dg.add(x, dg.arange(7)), { axis }),
    {
      fits: (shape) => shape.length === 0,
      attrs: () => [0],
      code: (x, axis) =>
        `dg.std(dg.add(${x}, dg.arange(7)), { axis: ${axis} })`,
    },
  ),
  prod: row("prod", (x, axis: number) => dg.prod(dg.tanh(x), { axis }), {
    fits: hasAxes,
    attrs: (shape, random) => [axisOf(shape, random)],
    code: (x, axis) => `dg.prod(dg.tanh(${x}), { axis: ${axis} })`,
  }),
  argmax: row("argmax", (x, axis: number) => dg.argmax(dg.sign(x), { axis }), {
    fits: hasAxes,
    attrs: (shape, random) => [axisOf(shape, random)],
    isSmooth: false,
    code: (x, axis) => `dg.argmax(dg.sign(${x}), { axis: ${axis} })`,
  }),
  argmin: row("argmin", (x, axis: number) => dg.argmin(dg.sign(x), { axis }), {
    fits: hasAxes,
    attrs: (shape, random) => [axisOf(shape, random)],
    isSmooth: false,
    code: (x, axis) => `dg.argmin(dg.sign(${x}), { axis: ${axis} })`,
  }),
  oneHot: row("oneHot", (x, depth: number) => dg.oneHot(dg.sign(x), depth), {
    fits: (shape) => shape.length < 4 && sizeOf(shape) < 500,
    attrs: () => [3],
    isSmooth: false,
    code: (x, depth) => `dg.oneHot(dg.sign(${x}), ${depth})`,
  }),
  tile: row("tile", (x, repeats: number[]) => dg.tile(x, repeats), {
    fits: (shape) => hasAxes(shape) && sizeOf(shape) < 500,
    attrs: (shape, random) => [shape.map(() => 1 + random.below(2))],
  }),
  repeat: row(
    "repeat",
    (x, count: number, options: dg.TakeOptions) => dg.repeat(x, count, options),
    {
      fits: (shape) => hasAxes(shape) && sizeOf(shape) < 1000,
      attrs: (shape, random) => [2, { axis: axisOf(shape, random) }],
    },
  ),
  flip: row("flip", (x, axis: number) => dg.flip(x, axis), {
    fits: hasAxes,
    attrs: (shape, random) => [axisOf(shape, random)],
  }),
  roll: row(
    "roll",
    (x, shift: number, options: dg.TakeOptions) => dg.roll(x, shift, options),
    {
      fits: hasAxes,
      attrs: (shape, random) => [
        random.below(5) - 2,
        { axis: axisOf(shape, random) },
      ],
    },
  ),
  cumsum: row(
    "cumsum",
    (x, options: dg.TakeOptions) => dg.cumsum(x, options),
    {
      fits: hasAxes,
      attrs: (shape, random) => [{ axis: axisOf(shape, random) }],
    },
  ),
  topK: row(
    "topK",
    (x, k: number, which: number) => dg.topK(x, k)[which],
    {
      fits: hasAxes,
      attrs: (
        shape,
        random,
      ) => [1 + random.below(Math.min(3, shape.at(-1)!)), 0],
      code: (x, k, which) => `dg.topK(${x}, ${k})[${which}]`,
    },
  ),
  depthToSpace: row(
    "depthToSpace",
    (x, size: number) =>
      dg.depthToSpace(
        dg.tile(dg.reshape(x, [1, -1, 1, 1]), [1, 1, 1, 4]),
        size,
      ),
    {
      fits: (shape) => sizeOf(shape) < 500,
      attrs: () => [2],
      code: (x, size) =>
        `dg.depthToSpace(dg.tile(dg.reshape(${x}, [1, -1, 1, 1]), [1, 1, 1, 4]), ${size})`,
    },
  ),
  spaceToDepth: row(
    "spaceToDepth",
    (x, size: number) =>
      dg.spaceToDepth(
        dg.tile(dg.reshape(x, [1, -1, 1, 1]), [1, 2, 2, 1]),
        size,
      ),
    {
      fits: (shape) => sizeOf(shape) < 500,
      attrs: () => [2],
      code: (x, size) =>
        `dg.spaceToDepth(dg.tile(dg.reshape(${x}, [1, -1, 1, 1]), [1, 2, 2, 1]), ${size})`,
    },
  ),
};

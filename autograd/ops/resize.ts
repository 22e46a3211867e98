/** Resizing of images: the weight of each cell in each new one, axis by axis. */

import type { Tensor } from "../tensor.ts";
import { ValueError } from "../../config/errors.ts";
import { blend } from "./blend.ts";
import type { Pair } from "./conv_geometry.ts";
import type { Taps } from "./taps.ts";

/** How what lies between cells is interpolated. */
export type Interpolation =
  | "nearest"
  | "bilinear"
  | "bicubic"
  | "lanczos3"
  | "lanczos5";

/** The names of interpolations. */
export const INTERPOLATIONS: readonly Interpolation[] = [
  "bicubic",
  "bilinear",
  "lanczos3",
  "lanczos5",
  "nearest",
];

/** A kernel of interpolation: the weight of a cell by its distance. */
type Kernel = (distance: number) => number;

/** Keys: Cubic convolution interpolation for digital image processing (1981), with a = -1/2. */
function cubic(d: number): number {
  if (d >= 2) return 0;
  if (d >= 1) return ((-0.5 * d + 2.5) * d - 4) * d + 2;
  return (1.5 * d - 2.5) * d * d + 1;
}

/** Weights below are what rounding leaves of 0. */
const NEGLIGIBLE = 1e-12;

function lanczos(radius: number): Kernel {
  return (d) => {
    if (d >= radius) return 0;
    if (d <= 1e-3) return 1;
    const t = Math.PI * d;
    return radius * Math.sin(t) * Math.sin(t / radius) / (t * t);
  };
}

const KERNELS: Record<Exclude<Interpolation, "nearest">, Kernel> = {
  bilinear: (d) => Math.max(0, 1 - d),
  bicubic: cubic,
  lanczos3: lanczos(3),
  lanczos5: lanczos(5),
};

/** Cells that an axis may have once enlarged: weights are worked out for each. */
const MOST_CELLS = 2 ** 22;

/** How the cells of an axis become more or fewer. */
interface Change {
  /** How many there are. */
  readonly from: number;
  /** How many there will be. */
  readonly to: number;
}

/** After how many cells, of those there are and of those there will be, all lies as at the border. */
function periodsOf({ from, to }: Change): { advance: number; period: number } {
  let [a, b] = [from, to];
  while (b > 0) [a, b] = [b, a % b];
  return { advance: from / a, period: to / a };
}

/** Every cell the one that its centre lies in. */
function nearest(change: Change): Taps {
  const { advance, period } = periodsOf(change);
  const cells = Array.from({ length: change.to }, (_, at) => {
    const from = Math.floor((2 * at + 1) * advance / (2 * period));
    return [{ from, label: 1 }];
  });
  return { cells, period, advance };
}

/**
 * The weights with which an axis is resized. Cells are 1 wide with their centres on halves; what would come from beyond
 * the borders is shared among the cells inside. With `antialias`, cells that become fewer are seen as wide as the new ones.
 */
function interpolated(
  change: Change,
  kernel: Kernel,
  antialias: boolean,
): Taps {
  const { advance, period } = periodsOf(change);
  const width = antialias ? Math.max(1, advance / period) : 1;
  const cells = Array.from({ length: change.to }, (_, to) => {
    const cell = Math.floor(to / period) * advance;
    // From a cell where all lies as at the border, so that the weights are the same everywhere to the last bit.
    const at = (to % period + 0.5) * advance / period - 0.5;
    const weights = Array.from(
      { length: change.from },
      (_, from) => ({
        from,
        label: kernel(Math.abs(at - (from - cell)) / width),
      }),
    ).filter(({ label }) => Math.abs(label) > NEGLIGIBLE);
    const total = weights.reduce((sum, { label }) => sum + label, 0);
    return weights.map(({ from, label }) => ({ from, label: label / total }));
  });
  return { cells, period, advance };
}

/** How images are resized. */
export interface ResizeOptions {
  /** What lies between cells. */
  readonly interpolation: Interpolation;
  /** Whether cells that become fewer all count. */
  readonly antialias?: boolean;
}

/** Images `[batch, height, width, channels]` of another height and width. */
export function resize(
  x: Tensor,
  size: Pair,
  { interpolation, antialias = false }: ResizeOptions,
): Tensor {
  size.forEach((cells) => {
    if (cells <= MOST_CELLS) return;
    throw new ValueError(
      `Cannot resize images: expected at most ${MOST_CELLS} cells on an axis, received ${cells}`,
    );
  });
  const [height, width] = size.map((to, i) => {
    const change = { from: x.shape[i + 1], to };
    return interpolation === "nearest"
      ? nearest(change)
      : interpolated(change, KERNELS[interpolation], antialias);
  });
  return blend(x, [height, width]);
}

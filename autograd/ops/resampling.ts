/** The weights with which an axis of cells is resized. */

import type { Tap, Taps } from "./taps.ts";

/**
 * How what lies between cells is interpolated.
 * @category Ops
 */
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

/** A kernel of interpolation. */
interface Kernel {
  /** Where it ends. */
  readonly radius: number;
  /** The weight of a cell by its distance. */
  readonly at: (distance: number) => number;
}

/** Keys: Cubic convolution interpolation for digital image processing (1981), with a = -1/2. */
function cubic(d: number): number {
  if (d >= 2) return 0;
  if (d >= 1) return ((-0.5 * d + 2.5) * d - 4) * d + 2;
  return (1.5 * d - 2.5) * d * d + 1;
}

/** Weights below are what rounding leaves of 0. */
const NEGLIGIBLE = 1e-12;

function lanczos(radius: number): Kernel {
  const at = (d: number) => {
    if (d >= radius) return 0;
    if (d <= 1e-3) return 1;
    const t = Math.PI * d;
    return radius * Math.sin(t) * Math.sin(t / radius) / (t * t);
  };
  return { radius, at };
}

const KERNELS: Record<Exclude<Interpolation, "nearest">, Kernel> = {
  bilinear: { radius: 1, at: (d) => Math.max(0, 1 - d) },
  bicubic: { radius: 2, at: cubic },
  lanczos3: lanczos(3),
  lanczos5: lanczos(5),
};

/** How the cells of an axis become more or fewer. */
export interface Change {
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
    const reach = kernel.radius * width;
    const first = Math.max(Math.floor(cell + at - reach), 0);
    const last = Math.min(Math.ceil(cell + at + reach), change.from - 1);
    const weights: Tap[] = [];
    for (let from = first; from <= last; from++) {
      const label = kernel.at(Math.abs(at - (from - cell)) / width);
      if (Math.abs(label) > NEGLIGIBLE) weights.push({ from, label });
    }
    const total = weights.reduce((sum, { label }) => sum + label, 0);
    return weights.map(({ from, label }) => ({ from, label: label / total }));
  });
  return { cells, period, advance };
}

/** The cells that each new cell of an axis is made of, and their weights. */
export function resampled(
  change: Change,
  interpolation: Interpolation,
  antialias: boolean,
): Taps {
  return interpolation === "nearest"
    ? nearest(change)
    : interpolated(change, KERNELS[interpolation], antialias);
}

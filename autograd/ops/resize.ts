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

/** Every cell `factor` times. */
function repeated(size: number, factor: number): Taps {
  const cells = Array.from(
    { length: size * factor },
    (_, to) => [{ from: Math.floor(to / factor), label: 1 }],
  );
  return { cells, period: factor, advance: 1 };
}

/**
 * The weights with which an axis is enlarged. Cells are 1 wide with their centres on halves; what would come from
 * beyond the borders is shared among the cells inside.
 */
function enlarged(size: number, factor: number, kernel: Kernel): Taps {
  const cells = Array.from({ length: size * factor }, (_, to) => {
    const cell = Math.floor(to / factor);
    // From the cell's centre, so that the weights are the same in every cell to the last bit.
    const at = (to % factor + 0.5) / factor - 0.5;
    const weights = Array.from(
      { length: size },
      (_, from) => ({ from, label: kernel(Math.abs(at - (from - cell))) }),
    ).filter(({ label }) => Math.abs(label) > NEGLIGIBLE);
    const total = weights.reduce((sum, { label }) => sum + label, 0);
    return weights.map(({ from, label }) => ({ from, label: label / total }));
  });
  return { cells, period: factor, advance: 1 };
}

/** Images `[batch, height, width, channels]`, `factors` times as high and as wide. */
export function enlarge(
  x: Tensor,
  factors: Pair,
  interpolation: Interpolation,
): Tensor {
  factors.forEach((factor, i) => {
    const cells = x.shape[i + 1] * factor;
    if (cells <= MOST_CELLS) return;
    throw new ValueError(
      `Cannot enlarge images: expected at most ${MOST_CELLS} cells on an axis, received ${cells}`,
    );
  });
  const [height, width] = factors.map((factor, i) =>
    interpolation === "nearest"
      ? repeated(x.shape[i + 1], factor)
      : enlarged(x.shape[i + 1], factor, KERNELS[interpolation])
  );
  return blend(x, [height, width]);
}

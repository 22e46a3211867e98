/** Resizing of images: how much of each cell goes where, as one matrix for each axis. */

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

/**
 * The matrix `[size * factor, size]` that enlarges an axis: cells are as wide as they are, centres on halves, and what
 * would come from beyond the borders is shared among the cells inside.
 */
export function enlargement(
  size: number,
  factor: number,
  interpolation: Exclude<Interpolation, "nearest">,
): Float64Array {
  const kernel = KERNELS[interpolation];
  const matrix = new Float64Array(size * factor * size);
  for (let to = 0; to < size * factor; to++) {
    const at = (to + 0.5) / factor - 0.5;
    const row = matrix.subarray(to * size, (to + 1) * size);
    for (let from = 0; from < size; from++) {
      row[from] = kernel(Math.abs(at - from));
    }
    const total = row.reduce((a, b) => a + b, 0);
    row.forEach((weight, from) => row[from] = weight / total);
  }
  return matrix;
}

/** Chooses the algorithm of a convolution by its shape, and by how fast the library multiplies; `own` are those of `wasm`. */

import type { Conv2DGeometry } from "../backend.ts";
import {
  type Algorithm,
  canFlip,
  type Conv2DShapes,
  pays,
  savedByConv2D,
  savedByInputGrad,
  type TapCount,
  winogradTaps,
  type Worth,
} from "../wasm/mod.ts";

/** How many floats the library multiplies at once: eight or fewer, or sixteen. */
export type Vectors = "short" | "long";

/** The savings from which Winograd's transforms pay (docs/decisions/blas_in_place.md): later where products cost less. */
const SUMS: Readonly<Record<Vectors, Worth>> = {
  short: { 2: 20, 3: 30, 4: 60, 5: 60 },
  long: { 2: 20, 3: 30, 4: 80, 5: 150 },
};
const KERNEL_GRAD: Readonly<Record<Vectors, Worth>> = {
  short: { 2: 20, 3: 30, 4: 80, 5: 150 },
  long: { 2: 20, 3: 50, 4: 80, 5: 250 },
};

/** The least channels and pixels of images that a transposed convolution gathers: smaller products are slow. */
const LEAST = { channels: 16, pixels: 64 };

/** Filters up to which `wasm` is faster, which fills its vectors by pixels; the library's would be mostly empty. */
const FEW: Readonly<Record<Vectors, number>> = { short: 6, long: 2 };

/** Of the convolution. */
export function chooseConv2D(
  shapes: Conv2DShapes,
  geometry: Conv2DGeometry,
  vectors: Vectors,
  preferred?: Algorithm,
): "windows" | "winograd" | "own" {
  return chooseByWindows(shapes, geometry, vectors, { worth: SUMS, preferred });
}

/** Of its gradient in the kernel: the same. */
export function chooseKernelGrad(
  shapes: Conv2DShapes,
  geometry: Conv2DGeometry,
  vectors: Vectors,
  preferred?: Algorithm,
): "windows" | "winograd" | "own" {
  const worth = KERNEL_GRAD;
  return chooseByWindows(shapes, geometry, vectors, { worth, preferred });
}

function chooseByWindows(
  shapes: Conv2DShapes,
  geometry: Conv2DGeometry,
  vectors: Vectors,
  { worth, preferred }: {
    readonly worth: Readonly<Record<Vectors, Worth>>;
    readonly preferred?: Algorithm;
  },
): "windows" | "winograd" | "own" {
  if (preferred === "windows") return preferred;
  if (!preferred && haveFewFilters(shapes, geometry, vectors)) return "own";
  const saved = savedByConv2D(shapes, geometry);
  const taps = winogradTaps(shapes, geometry);
  const limit = worth[vectors];
  return byWinograd(saved, taps, limit, preferred) ? "winograd" : "windows";
}

/** Of the transposed convolution: with a stride of 1 it is a convolution, too, which need not add columns up. */
export function chooseInputGrad(
  shapes: Conv2DShapes,
  geometry: Conv2DGeometry,
  vectors: Vectors,
  preferred?: Algorithm,
): "columns" | "flipped" | "winograd" | "own" {
  if (preferred === "columns") return preferred;
  const { x: [, height, width, channels], w: [kh, kw, , o] } = shapes;
  if (!preferred && kh * kw > 1 && channels === 1 && o > 1) return "own";
  const flips = canFlip(shapes, geometry);
  if (preferred === "flipped" && flips) return preferred;
  const saved = savedByInputGrad(shapes, geometry);
  const taps = winogradTaps(shapes, geometry);
  if (byWinograd(saved, taps, SUMS[vectors], preferred)) return "winograd";
  const isLarge = channels >= LEAST.channels &&
    height * width >= LEAST.pixels;
  return flips && kh * kw > 1 && isLarge ? "flipped" : "columns";
}

function haveFewFilters(
  shapes: Conv2DShapes,
  geometry: Conv2DGeometry,
  vectors: Vectors,
): boolean {
  const [kh, kw, c, o] = shapes.w;
  return kh * kw > 1 && o <= FEW[vectors] && o < c && canFlip(shapes, geometry);
}

function byWinograd(
  saved: number | undefined,
  taps: TapCount | undefined,
  worth: Worth,
  preferred?: Algorithm,
): boolean {
  if (preferred === "winograd") return saved !== undefined;
  return pays(saved, taps, worth);
}

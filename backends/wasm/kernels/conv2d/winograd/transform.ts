/** Transforms of little squares of pixels, as kernels and what they are called with. */

import type { Call, KernelFunction } from "../../../runtime.ts";

/** What a thread transforms in a microsecond, about. */
const FLOATS_PER_MICROSECOND = 1000;

/** Where squares of pixels lie in images; distances in bytes. */
export interface Squares {
  /** The first pixel of the first square. */
  readonly address: number;
  /** From an image to the next. */
  readonly image: number;
  /** From a square to the one below and to the one beside. */
  readonly square: readonly [number, number];
  /** From a pixel to the one below and to the one beside. */
  readonly pixel: readonly [number, number];
}

/** Where transformed squares lie: a matrix [square, channel] for each of their elements; distances in bytes. */
export interface Spectra {
  /** The first square's first element. */
  readonly address: number;
  /** From a square to the next. */
  readonly square: number;
  /** From an element to the next. */
  readonly element: number;
}

/** How many squares there are, and how many floats a pixel has. */
export interface Grid {
  /** Images, rows and columns of squares. */
  readonly size: readonly [images: number, rows: number, columns: number];
  /** Floats of a pixel. */
  readonly channels: number;
}

/** Pixels that are stored; those below and to the right of them are calculated and dropped. */
export interface Bounds {
  /** Rows and columns of pixels in an image that exist, from the first square on. */
  readonly size: readonly [number, number];
  /** Where a pixel that does not exist may be written to. */
  readonly waste: number;
}

/** The call that transforms squares of pixels, by one of `winogradKernel`'s functions. */
export function toSpectra(
  transform: KernelFunction,
  { from, to, grid }: { from: Squares; to: Spectra; grid: Grid },
): Call {
  return [transform, ...placesOf(to, from, grid)];
}

/** The call that transforms spectra back to squares of pixels, by another of them. */
export function fromSpectra(
  transform: KernelFunction,
  { from, to, grid, bounds: { size, waste } }: {
    from: Spectra;
    to: Squares;
    grid: Grid;
    bounds: Bounds;
  },
): Call {
  return [transform, ...placesOf(from, to, grid), ...size, waste];
}

function placesOf(
  spectra: Spectra,
  { address, image, square: [down, right], pixel: [below, beside] }: Squares,
  { size: [images, rows, columns], channels }: Grid,
): number[] {
  return [
    spectra.address,
    spectra.square,
    spectra.element,
    address,
    image,
    down,
    right,
    below,
    beside,
    images,
    rows,
    columns,
    channels,
  ];
}

/** Microseconds that transforming so many floats takes on one thread, about. */
export function transformWork(floats: number): number {
  return floats / FLOATS_PER_MICROSECOND;
}

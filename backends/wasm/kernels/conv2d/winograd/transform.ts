/** The calls that transform tiles of pixels, and where tiles and their spectra lie. */

import type { Arguments, Call, Kernel } from "../../../kernel.ts";
import type { BOUNDED, TRANSFORM } from "./kernel.ts";

/** Roughly what a thread transforms in a microsecond. */
const FLOATS_PER_MICROSECOND = 1000;

/** Where tiles of pixels lie in images; distances in bytes. */
export interface Tiles {
  /** The first pixel of the first tile. */
  readonly address: number;
  /** From an image to the next. */
  readonly image: number;
  /** From a tile to the one below and to the one beside. */
  readonly tile: readonly [number, number];
  /** From a pixel to the one below and to the one beside. */
  readonly pixel: readonly [number, number];
}

/** Where transformed tiles lie: a matrix [tile, channel] for each of their elements; distances in bytes. */
export interface Spectra {
  /** The first tile's first element. */
  readonly address: number;
  /** From a tile to the next. */
  readonly tile: number;
  /** From an element to the next. */
  readonly element: number;
}

/** How many tiles there are, and how many floats a pixel has. */
export interface Grid {
  /** Images, rows and columns of tiles. */
  readonly size: readonly [images: number, rows: number, columns: number];
  /** Floats of a pixel. */
  readonly channels: number;
}

/** Pixels that are stored; those below and to the right of them are calculated and dropped. */
export interface Bounds {
  /** Rows and columns of pixels in an image that exist, from the first tile on. */
  readonly size: readonly [number, number];
  /** Where a pixel that does not exist may be written to. */
  readonly waste: number;
}

/** The call that transforms tiles of pixels. */
export function toSpectra(
  transform: Kernel<typeof TRANSFORM>,
  { from, to, grid }: { from: Tiles; to: Spectra; grid: Grid },
): Call {
  return transform.bind(argumentsOf(to, from, grid));
}

/** The call that transforms spectra back to tiles of pixels. */
export function fromSpectra(
  transform: Kernel<typeof BOUNDED>,
  { from, to, grid, bounds: { size: [height, width], waste } }: {
    from: Spectra;
    to: Tiles;
    grid: Grid;
    bounds: Bounds;
  },
): Call {
  const places = argumentsOf(from, to, grid);
  return transform.bind({ ...places, height, width, waste });
}

function argumentsOf(
  spectra: Spectra,
  { address, image, tile, pixel }: Tiles,
  { size: [images, rows, columns], channels }: Grid,
): Arguments<typeof TRANSFORM> {
  return {
    spectrum: spectra.address,
    nextSpectrum: spectra.tile,
    element: spectra.element,
    image: address,
    nextImage: image,
    tileBelow: tile[0],
    tileBeside: tile[1],
    pixelBelow: pixel[0],
    pixelBeside: pixel[1],
    images,
    rows,
    columns,
    channels,
  };
}

/** Roughly the microseconds that transforming so many floats takes on one thread. */
export function transformWork(floats: number): number {
  return floats / FLOATS_PER_MICROSECOND;
}

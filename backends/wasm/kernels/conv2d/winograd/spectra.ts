/**
 * Shared by the three convolutions by Winograd's minimal filtering. The spectrum of a tile is its transform.
 *
 * Taps whose distance is a multiple of the stride belong to one stride phase (see phases.ts); within a phase
 * everything is of stride 1.
 */

import type { Conv2DGeometry } from "../../../../backend.ts";
import type { Shape } from "../../../../view.ts";
import type { Kernel } from "../../../kernel.ts";
import type { PutTable } from "../../../plan_cache.ts";
import { type Call, OWN, type WasmRuntime } from "../../../runtime.ts";
import { FLOAT_BYTES, LINE_BYTES } from "../../../sizes.ts";
import { denseTables } from "../../gemm/gemm.ts";
import { type Band, bandsOf } from "../bands.ts";
import { type Images, isInside, padCall, type Rectangle } from "../pad.ts";
import type { TRANSFORM } from "./kernel.ts";
import { TILE } from "./matrices.ts";
import type { WidePhase } from "./phases.ts";
import { type Grid, type Spectra, type Tiles, toSpectra } from "./transform.ts";

/** A shape cut into tiles, which are the rows of a product for each element of their spectra. */
export type SpectraPlan = ReturnType<typeof planSpectra>;

/** Cuts images of `rows` by `columns` pixels; rows of both matrices have so many elements. */
export function planSpectra(
  put: PutTable,
  [images, rows, columns]: readonly [number, number, number],
  wide: number,
  narrow: number,
  tilesWanted: number,
) {
  const across = Math.ceil(columns / TILE);
  const bands = bandsOf(images, Math.ceil(rows / TILE), across, tilesWanted);
  const tiles = bands[0].images * bands[0].rows * across;
  return {
    /** Rows of a band are rows of tiles. */
    bands,
    /** Tiles beside each other. */
    columns: across,
    /** Tiles of the largest band. */
    tiles,
    /** Elements of a row of the spectra, and of a row of the products. */
    wide,
    narrow,
    /** The spectra that are multiplied, and where the rows of the products go. */
    left: denseTables(put, tiles, wide, "depth"),
    right: put(tiles, (t) => t * narrow),
  };
}

/** Bytes of the spectra of tiles: `elements` matrices of `tiles` rows of `channels` floats. */
export function spectraBytes(
  elements: number,
  tiles: number,
  channels: number,
): number {
  return elements * tiles * channels * FLOAT_BYTES;
}

/** Spectra in dense memory. */
export function spectraAt(
  address: number,
  tiles: number,
  channels: number,
): Spectra {
  const tile = channels * FLOAT_BYTES;
  return { address, tile, element: tiles * tile };
}

/** Where images lie; distances in bytes. */
export interface ImagePlaces {
  /** The first pixel. */
  readonly address: number;
  /** From an image to the next. */
  readonly image: number;
  /** From a row to the next. */
  readonly row: number;
  /** From a pixel to the next. */
  readonly pixel: number;
}

/** Where the images of a batch lie, from a pixel of one of them on. */
export function placesFrom(
  { address, height, width, channels }: Images,
  image: number,
  [row, column]: readonly [number, number],
): ImagePlaces {
  const pixelBytes = channels * FLOAT_BYTES, rowBytes = width * pixelBytes;
  const imageBytes = height * rowBytes;
  return {
    address: address + image * imageBytes + row * rowBytes +
      column * pixelBytes,
    image: imageBytes,
    row: rowBytes,
    pixel: pixelBytes,
  };
}

/** The images of a band as they are or, where tiles reach beyond them, the call that copies them with zeros around. */
export function surround(
  runtime: WasmRuntime,
  images: Images,
  band: Band,
  rectangle: Rectangle,
  copy: number,
): { places: ImagePlaces; before: Call[] } {
  const { start, size: [height, width] } = rectangle;
  if (isInside(images, rectangle)) {
    return { places: placesFrom(images, band.image, start), before: [] };
  }
  const copies = { ...images, address: copy, height, width };
  return {
    places: placesFrom(copies, 0, [0, 0]),
    before: [padCall(runtime, images, band, rectangle, copy)],
  };
}

/** The tiles of one phase of images: neighbours are `strides` apart. */
export function tilesOf(
  { address, image, row, pixel }: ImagePlaces,
  [first, left]: readonly [number, number],
  [down, right]: readonly [number, number],
): Tiles {
  return {
    address: address + first * row + left * pixel,
    image,
    tile: [TILE * down * row, TILE * right * pixel],
    pixel: [down * row, right * pixel],
  };
}

/** What the tiles of a band see on the wide side. */
export function rectangleOf(
  { columns }: SpectraPlan,
  { strides, padding }: Conv2DGeometry,
  { row, rows }: { row: number; rows: number },
  kernel: Shape,
): Rectangle {
  const reach = (tiles: number, axis: 0 | 1): number =>
    strides[axis] * (tiles * TILE - 1) + kernel[axis];
  return {
    start: [TILE * row * strides[0] - padding[0], -padding[1]],
    size: [reach(rows, 0), reach(columns, 1)],
  };
}

/** The calls that transform all phases of the wide side, whose spectra lie beside each other. */
export function phasesToSpectra(
  transforms: readonly Kernel<typeof TRANSFORM>[],
  { phases, strides, images, to, grid }: {
    phases: readonly WidePhase[];
    strides: readonly [number, number];
    images: ImagePlaces;
    to: Spectra;
    grid: Grid;
  },
): Call[] {
  const phaseBytes = to.tile / phases.length;
  return phases.map(({ remainder }, i) =>
    toSpectra(transforms[i], {
      from: tilesOf(images, remainder, strides),
      to: { ...to, address: to.address + i * phaseBytes },
      grid,
    })
  );
}

/** Lays out blocks in each thread's own space. */
export function layOut(
  sizes: readonly number[],
): { addresses: number[]; bytes: number } {
  let bytes = 0;
  const addresses = sizes.map((size) => {
    const address = OWN + bytes;
    bytes += Math.ceil(size / LINE_BYTES) * LINE_BYTES;
    return address;
  });
  return { addresses, bytes };
}

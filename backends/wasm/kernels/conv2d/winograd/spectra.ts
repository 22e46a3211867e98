/**
 * What the three convolutions by Winograd's filtering share.
 *
 * Taps whose distance is a multiple of the stride belong to one stride phase (see phases.ts); within a phase
 * everything is of stride 1.
 */

import type { Conv2DGeometry } from "../../../../backend.ts";
import type { Shape } from "../../../../view.ts";
import type { PutTable } from "../../../plan_cache.ts";
import {
  type Call,
  type KernelFunction,
  OWN,
  type WasmRuntime,
} from "../../../runtime.ts";
import { type Band, bandsOf } from "../bands.ts";
import { gemmCall, type Panels } from "../../gemm/gemm.ts";
import { type Images, isInside, padCall, type Rectangle } from "../pad.ts";
import { TILE } from "./matrices.ts";
import {
  type Grid,
  type Spectra,
  type Squares,
  toSpectra,
} from "./transform.ts";
import type { WidePhase } from "./phases.ts";

/** A shape cut into squares, which are the rows of a product for each element of their spectra. */
export interface SpectraPlan {
  /** Parts of the batch; rows are rows of squares. */
  readonly bands: readonly Band[];
  /** Squares beside each other. */
  readonly columns: number;
  /** Squares of the largest band. */
  readonly squares: number;
  /** A table with a single 0. */
  readonly zero: number;
  /** Table of the rows of the transformed wide and narrow side. */
  readonly wide: number;
  /** Table of the rows of the other side. */
  readonly narrow: number;
}

/** Cuts images of `rows` by `columns` pixels; rows of both matrices have so many elements. */
export function planSpectra(
  put: PutTable,
  [images, rows, columns]: readonly [number, number, number],
  wide: number,
  narrow: number,
  squaresWanted: number,
): SpectraPlan {
  const across = Math.ceil(columns / TILE);
  const bands = bandsOf(images, Math.ceil(rows / TILE), across, squaresWanted);
  const squares = bands[0].images * bands[0].rows * across;
  return {
    bands,
    columns: across,
    squares,
    zero: put(1, () => 0),
    wide: put(squares, (t) => t * wide * 4),
    narrow: put(squares, (t) => t * narrow * 4),
  };
}

/** Bytes of the spectra of squares: `elements` matrices of `squares` rows of `channels` floats. */
export function spectraBytes(
  elements: number,
  squares: number,
  channels: number,
): number {
  return elements * squares * channels * 4;
}

/** Spectra in dense memory. */
export function spectraAt(
  address: number,
  squares: number,
  channels: number,
): Spectra {
  return { address, square: channels * 4, element: squares * channels * 4 };
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

/** The images of a band as they are or, where squares reach beyond them, the call that copies them with zeros around. */
export function surround(
  runtime: WasmRuntime,
  images: Images,
  band: Band,
  rectangle: Rectangle,
  copy: number,
): { places: ImagePlaces; before: Call[] } {
  const pixel = images.channels * 4;
  const { start, size } = rectangle;
  if (isInside(images, rectangle)) {
    const row = images.width * pixel, image = images.height * row;
    const address = images.address + band.image * image + start[0] * row +
      start[1] * pixel;
    return { places: { address, image, row, pixel }, before: [] };
  }
  const row = size[1] * pixel;
  return {
    places: { address: copy, image: size[0] * row, row, pixel },
    before: [padCall(runtime, images, band, rectangle, copy)],
  };
}

/** The squares of one phase of images: neighbours are `strides` apart. */
export function squaresOf(
  { address, image, row, pixel }: ImagePlaces,
  [first, left]: readonly [number, number],
  [down, right]: readonly [number, number],
): Squares {
  return {
    address: address + first * row + left * pixel,
    image,
    square: [TILE * down * row, TILE * right * pixel],
    pixel: [down * row, right * pixel],
  };
}

/** The product of one element of the spectra. */
export interface ElementProduct {
  /** Where the first square's element begins. */
  readonly left: number;
  /** The filters' elements. */
  readonly panels: Panels;
  /** Where the first square's result goes. */
  readonly right: number;
  /** Columns of the result, and terms of each sum. */
  readonly size: readonly [columns: number, depth: number];
}

/** The calls that multiply the elements of so many squares: for bands of the same size the same ones. */
export function elementCalls(
  runtime: WasmRuntime,
  { zero, wide, narrow }: SpectraPlan,
  products: readonly ElementProduct[],
): (squares: number) => readonly Call[] {
  const callsOf = (squares: number): Call[] =>
    products.map(({ left, panels, right, size: [columns, depth] }) =>
      gemmCall(runtime, {
        a: {
          address: left,
          table: wide,
          runs: zero,
          runLength: depth,
          along: "depth",
        },
        b: panels,
        c: right,
        cRows: narrow,
        size: [squares, columns, depth],
        accumulate: false,
      })
    );
  const known = new Map<number, Call[]>();
  return (squares) => {
    const calls = known.get(squares) ?? callsOf(squares);
    known.set(squares, calls);
    return calls;
  };
}

/** What the squares of a band see on the wide side. */
export function rectangleOf(
  { columns }: SpectraPlan,
  { strides, padding }: Conv2DGeometry,
  { row, rows }: { row: number; rows: number },
  kernel: Shape,
): Rectangle {
  const reach = (squares: number, axis: 0 | 1): number =>
    strides[axis] * (squares * TILE - 1) + kernel[axis];
  return {
    start: [TILE * row * strides[0] - padding[0], -padding[1]],
    size: [reach(rows, 0), reach(columns, 1)],
  };
}

/** The calls that transform all phases of the wide side, whose spectra lie beside each other. */
export function phasesToSpectra(
  transforms: readonly KernelFunction[],
  phases: readonly WidePhase[],
  strides: readonly [number, number],
  images: ImagePlaces,
  to: Spectra,
  grid: Grid,
): Call[] {
  const phaseBytes = to.square / phases.length;
  return phases.map(({ rest }, i) =>
    toSpectra(transforms[i], {
      from: squaresOf(images, rest, strides),
      to: { ...to, address: to.address + i * phaseBytes },
      grid,
    })
  );
}

/** Blocks one after the other in each thread's own space. */
export function layOut(
  sizes: readonly number[],
): { addresses: number[]; bytes: number } {
  let bytes = 0;
  const addresses = sizes.map((size) => {
    const address = OWN + bytes;
    bytes += Math.ceil(size / 64) * 64;
    return address;
  });
  return { addresses, bytes };
}

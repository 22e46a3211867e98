/** Who multiplies the spectra of tiles by those of filters, and how matrices lie for it. */

import type { Call, Job, Scratch, WasmRuntime } from "../../../runtime.ts";
import { FLOAT_BYTES } from "../../../sizes.ts";
import type { Gather, GatherTables } from "../../gemm/gemm.ts";
import type { SpectraPlan } from "./spectra.ts";

/** The taps of a kernel, each a matrix of columns and terms. */
export interface TapMatrices {
  /** The first one. */
  readonly gather: Gather;
  /** Columns, and terms of each sum. */
  readonly size: readonly [columns: number, depth: number];
  /** How many they are. */
  readonly count: number;
}

/** The product of one element of the spectra of some tiles. */
export interface ElementProduct {
  /** Where the first tile's element begins. */
  readonly left: number;
  /** The filters' element: where its first term's row begins, and the terms of all phases together. */
  readonly matrix: { readonly address: number; readonly depth: number };
  /** Which axis of a tap [c, o] the terms lie along. */
  readonly terms: "c" | "o";
  /** Where the first tile's result goes. */
  readonly right: number;
  /** Columns of the result, and terms of each sum. */
  readonly size: readonly [columns: number, depth: number];
}

/** The product of one element of the spectra of both sides: its terms are the tiles. */
export interface TilesProduct {
  /** The spectra whose channels are the rows: where they begin, their tables, and elements from a tile to the next. */
  readonly left: {
    readonly address: number;
    readonly tables: GatherTables;
    readonly pitch: number;
  };
  /** The spectra whose channels are the columns, as panels (see `Multiplier`). */
  readonly right: number;
  /** Where the result goes, row after row, and the table of its rows. */
  readonly out: { readonly address: number; readonly rows: number };
  /** Rows, columns, and tiles. */
  readonly size: readonly [rows: number, columns: number, tiles: number];
  /** Whether to add to what is there. */
  readonly accumulate: boolean;
}

/**
 * Multiplies spectra. A matrix of columns and terms lies as panels of `width` columns, one after the other, each term by
 * term: a single panel is a dense matrix.
 */
export interface Multiplier {
  /** Tiles of a band: few enough that their spectra stay in the cache. */
  readonly tiles: number;
  /** Columns of a panel, of so many. */
  width(columns: number): number;
  /** The taps of a kernel, each as panels, that follow each other (see `matrixBytes`). */
  taps(runtime: WasmRuntime, taps: TapMatrices): Scratch;
  /** The call that computes a product of so many tiles. */
  call(
    runtime: WasmRuntime,
    plan: SpectraPlan,
    product: ElementProduct,
    tiles: number,
  ): Call;
  /** The jobs that compute a product of all tiles. */
  jobs(runtime: WasmRuntime, product: TilesProduct): Job[];
}

/** Bytes of a matrix of so many columns and terms. */
export function matrixBytes(
  multiplier: Multiplier,
  columns: number,
  depth: number,
): number {
  return filled(multiplier, columns) * depth * FLOAT_BYTES;
}

/** Columns with those that are empty in the last panel. */
export function filled(multiplier: Multiplier, columns: number): number {
  const width = multiplier.width(columns);
  return Math.ceil(columns / width) * width;
}

/** The calls that multiply the elements of so many tiles; bands of one size share them. */
export function elementCalls(
  runtime: WasmRuntime,
  multiplier: Multiplier,
  plan: SpectraPlan,
  products: readonly ElementProduct[],
): (tiles: number) => readonly Call[] {
  const known = new Map<number, Call[]>();
  return (tiles) => {
    const calls = known.get(tiles) ??
      products.map((one) => multiplier.call(runtime, plan, one, tiles));
    known.set(tiles, calls);
    return calls;
  };
}

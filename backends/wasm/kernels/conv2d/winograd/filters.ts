/** Transforms the taps of a kernel into the matrices that spectra are multiplied by. */

import type { Job, WasmRuntime } from "../../../runtime.ts";
import { FLOAT_BYTES } from "../../../sizes.ts";
import { partsOf } from "../../../threads/parts.ts";
import type { Gather } from "../../gemm/gemm.ts";
import { winogradKernels } from "./kernel.ts";
import { matrixBytes, type Multiplier } from "./multiplier.ts";
import type { HasTaps } from "./phases.ts";
import { type Spectra, toSpectra, transformWork } from "./transform.ts";

/** Jobs of the transform at most, and floats that one of them works on at least. */
const JOBS = 16, LEAST_FLOATS = 1024;

/** The taps of a kernel as matrices of one size. */
export interface Taps {
  /** Where the first tap's elements are. */
  readonly gather: Gather;
  /** Columns and depth of a tap's matrix. */
  readonly size: readonly [columns: number, depth: number];
  /** Rows and columns of taps. */
  readonly kernel: readonly [number, number];
  /** Taps from one of a phase to the next. */
  readonly strides: readonly [number, number];
}

/** One phase's taps. */
export interface FilterPhase extends HasTaps {
  /** The first one, which may be missing. */
  readonly first: readonly [number, number];
  /** Whether the others come before it. */
  readonly descends: boolean;
  /** Where their spectrum goes, a panel in place of a tile. */
  readonly to: Spectra;
}

/** Lays out all taps as panels, and transforms those of each phase. */
export function transformTaps(
  runtime: WasmRuntime,
  multiplier: Multiplier,
  { gather, size, kernel: [rows, columns], strides }: Taps,
  phases: readonly FilterPhase[],
): void {
  const count = rows * columns, bytes = matrixBytes(multiplier, ...size);
  using taps = multiplier.taps(runtime, { gather, size, count });
  const panelBytes = multiplier.width(size[0]) * size[1] * FLOAT_BYTES;
  const kernels = phases.map(({ taps }) =>
    winogradKernels(runtime, taps).filter
  );
  const jobs = piecesOf(bytes, panelBytes).map((piece): Job =>
    phases.map(({ first, descends, to }, i) => {
      const sign = descends ? -1 : 1;
      const tap = first[0] * columns + first[1];
      const from = piece.panel * panelBytes + piece.skipped;
      const place = piece.panel * to.tile + piece.skipped;
      return toSpectra(kernels[i], {
        from: {
          address: taps.address + tap * bytes + from,
          image: 0,
          tile: [0, panelBytes],
          pixel: [
            sign * strides[0] * columns * bytes,
            sign * strides[1] * bytes,
          ],
        },
        to: { ...to, address: to.address + place },
        grid: { size: [1, 1, piece.panels], channels: piece.floats },
      });
    })
  );
  const work = transformWork(2 * count * bytes / FLOAT_BYTES);
  runtime.parallel(jobs, { work });
}

/** Some panels of a matrix, or a part of its only one. */
interface Piece {
  readonly panel: number;
  readonly panels: number;
  /** Bytes of each panel before the piece. */
  readonly skipped: number;
  readonly floats: number;
}

function piecesOf(bytes: number, panelBytes: number): Piece[] {
  const floats = panelBytes / FLOAT_BYTES;
  if (bytes > panelBytes) {
    return partsOf(bytes / panelBytes, JOBS, 1).map(([panel, end]) => ({
      ...{ panel, panels: end - panel, skipped: 0, floats },
    }));
  }
  return partsOf(floats, JOBS, LEAST_FLOATS).map(([from, end]) => ({
    panel: 0,
    panels: 1,
    skipped: from * FLOAT_BYTES,
    floats: end - from,
  }));
}

/** Packs and transforms the taps of a kernel into the matrices that spectra are multiplied by. */

import type { Job, WasmRuntime } from "../../../runtime.ts";
import { FLOAT_BYTES } from "../../../sizes.ts";
import { partsOf } from "../../../threads/parts.ts";
import { type Gather, packCall, packWork } from "../../gemm/gemm.ts";
import { winogradKernels } from "./kernel.ts";
import type { HasTaps } from "./phases.ts";
import { type Spectra, toSpectra, transformWork } from "./transform.ts";

/** Jobs of the transform at most. */
const JOBS = 16;

/** The taps of a kernel as packed matrices of one size. */
export interface Taps {
  /** Where the first tap's elements are. */
  readonly gather: Gather;
  /** Columns and depth of a tap's matrix. */
  readonly size: readonly [columns: number, depth: number];
  /** Bytes of a tap, and of its packed matrix. */
  readonly bytes: readonly [number, number];
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
  /** Where their spectrum goes. */
  readonly to: Spectra;
}

/** Packs all taps, and transforms those of each phase. */
export function transformTaps(
  runtime: WasmRuntime,
  { gather, size, bytes: [from, to], kernel, strides }: Taps,
  phases: readonly FilterPhase[],
  /** Floats that lie together within a tap and its spectrum. */
  run: number,
): void {
  const [rows, columns] = kernel;
  using packed = runtime.scratch(rows * columns * to);
  const jobs = Array.from({ length: rows * columns }, (_, tap): Job => {
    const address = gather.address + tap * from;
    const place = packed.address + tap * to;
    const whole = [0, size[0]] as const;
    return [packCall(runtime, { ...gather, address }, size[1], place, whole)];
  });
  const floats = rows * columns * to / FLOAT_BYTES;
  runtime.parallel(jobs, { work: packWork(floats) });

  const parts = partsOf(to / FLOAT_BYTES / run, JOBS, 1);
  const kernels = phases.map(({ taps }) =>
    winogradKernels(runtime, taps).filter
  );
  const transforms = parts.map(([from, end]): Job =>
    phases.map(({ first, descends, to: spectra }, i) => {
      const sign = descends ? -1 : 1;
      const tap = first[0] * columns + first[1];
      return toSpectra(kernels[i], {
        from: {
          address: packed.address + tap * to + from * run * FLOAT_BYTES,
          image: 0,
          tile: [0, run * FLOAT_BYTES],
          pixel: [sign * strides[0] * columns * to, sign * strides[1] * to],
        },
        to: { ...spectra, address: spectra.address + from * spectra.tile },
        grid: { size: [1, 1, end - from], channels: run },
      });
    })
  );
  runtime.parallel(transforms, { work: transformWork(2 * floats) });
}

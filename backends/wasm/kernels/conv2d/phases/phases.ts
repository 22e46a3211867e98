/** The transposed convolution by stride phases: each is an ordinary convolution of stride 1 (see stride_phases.ts). */

import type { Conv2DGeometry } from "../../../../backend.ts";
import type { PutTable } from "../../../plan_cache.ts";
import { FLOAT_BYTES } from "../../../sizes.ts";
import { type Band, bandsOf } from "../bands.ts";
import type { Conv2DShapes } from "../shapes.ts";
import { type AxisPhase, axisPhases, inputsOf } from "../stride_phases.ts";

/** One phase of both axes, as a product of a matrix of windows and a part of the kernel. */
export interface Phase {
  /** Its first output pixel. */
  readonly first: readonly [number, number];
  /** Its rows and columns of outputs. */
  readonly count: readonly [number, number];
  /** Table of the windows of a band. */
  readonly pixels: number;
  /** Table of the runs of a window, and their length. */
  readonly runs: number;
  /** Elements of such a run. */
  readonly runLength: number;
  /** Table of its taps in the kernel. */
  readonly kernelRuns: number;
  /** Table of its output pixels. */
  readonly outputs: number;
  /** Elements of a window. */
  readonly depth: number;
}

/** All that is known of a shape. */
export interface PhasesPlan {
  /** The parts of the batch; rows are numbers of outputs within a phase. */
  readonly bands: readonly Band[];
  /** The phases that any tap reaches. */
  readonly phases: readonly Phase[];
  /** Whether some outputs belong to none of them. */
  readonly hasGaps: boolean;
  /** First input row and column that a window may ask for. */
  readonly start: readonly [number, number];
  /** Input rows and columns that a band asks for beyond its own. */
  readonly margin: readonly [number, number];
  /** Rows and columns of the largest phase. */
  readonly count: readonly [number, number];
  /** Whether windows reach beyond the input. */
  readonly padded: boolean;
  /** Bytes of the padded copy of a band, 0 if there is none. */
  readonly copyBytes: number;
  /** Table of the kernel's input channels. */
  readonly kernelLanes: number;
}

/** Works out the phases of a shape. */
export function planPhases(
  put: PutTable,
  shapes: Conv2DShapes,
  geometry: Conv2DGeometry,
): PhasesPlan {
  const { x: [batch, H, W, c], w: [, kw, , o], y: [, I, J] } = shapes;
  const { strides } = geometry;
  const axes = ([0, 1] as const).map((axis) => {
    const phases = axisPhases(shapes, geometry, axis);
    const { start, margin } = inputsOf(phases);
    const count = Math.ceil(shapes.x[axis + 1] / strides[axis]);
    const isInside = start >= 0 && start + margin + count <= shapes.y[axis + 1];
    return { phases, start, margin, count, isInside };
  });
  const [vertical, horizontal] = axes;
  const bands = bandsOf(batch, vertical.count, horizontal.count);
  const band = bands[0] ?? { image: 0, images: 0, row: 0, rows: 0 };
  const padded = !axes.every(({ isInside }) => isInside);
  const height = padded ? band.rows + vertical.margin : I;
  const width = padded ? horizontal.count + horizontal.margin : J;

  const makePhase = (v: AxisPhase, h: AxisPhase): Phase => {
    const rows = Math.min(band.rows, v.count), perImage = rows * h.count;
    const place = (m: number): [number, number, number] => {
      const row = Math.floor(m / h.count) % rows;
      return [Math.floor(m / perImage), row, m % h.count];
    };
    const input = (row: number, column: number): number =>
      ((row - vertical.start) * width + column - horizontal.start) * o;
    const { taps } = h;
    const merged = taps.every(({ input }, i) => input === taps[0].input + i);
    const starts = merged ? taps.slice(0, 1) : taps;
    return {
      first: [v.first, h.first],
      count: [v.count, h.count],
      pixels: put(band.images * perImage, (m) => {
        const [image, row, column] = place(m);
        return ((image * height + row) * width + column) * o;
      }),
      runs: put(v.taps.length * starts.length, (r) => {
        const row = v.taps[Math.floor(r / starts.length)];
        return input(row.input, starts[r % starts.length].input);
      }),
      runLength: merged ? taps.length * o : o,
      kernelRuns: put(v.taps.length * taps.length, (r) => {
        const row = v.taps[Math.floor(r / taps.length)];
        const column = taps[r % taps.length];
        return (row.tap * kw + column.tap) * c * o;
      }),
      outputs: put(band.images * perImage, (m) => {
        const [image, row, column] = place(m);
        const line = image * H + row * strides[0];
        return (line * W + column * strides[1]) * c;
      }),
      depth: v.taps.length * taps.length * o,
    };
  };
  const phases = vertical.phases.flatMap((v) =>
    horizontal.phases
      .filter((h) => v.taps.length * h.taps.length > 0)
      .map((h) => makePhase(v, h))
  );
  const all = vertical.phases.length * horizontal.phases.length;
  return {
    bands,
    phases,
    hasGaps: phases.length < all || o === 0,
    start: [vertical.start, horizontal.start],
    margin: [vertical.margin, horizontal.margin],
    count: [vertical.count, horizontal.count],
    padded,
    copyBytes: padded ? band.images * height * width * o * FLOAT_BYTES : 0,
    kernelLanes: put(c, (lane) => lane * o),
  };
}

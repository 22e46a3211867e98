/** The windows of a 2-D convolution as a matrix: rows are pixels of the narrow side, columns are taps times channels. */

import type { Conv2DGeometry } from "../../../../backend.ts";
import type { PutTable } from "../../../plan_cache.ts";
import type { Call, WasmRuntime } from "../../../runtime.ts";
import { FLOAT_BYTES } from "../../../sizes.ts";
import type { Gather } from "../../gemm/gemm.ts";
import { type Band, bandsOf } from "../bands.ts";
import { type Images, isInside, padCall, type Rectangle } from "../pad.ts";
import type { Conv2DShapes } from "../shapes.ts";

/** What is known of all windows of a shape. */
export interface WindowsPlan {
  /** The parts in which the batch is worked through. */
  readonly bands: readonly Band[];
  /** Whether windows reach beyond the images. */
  readonly padded: boolean;
  /** Bytes of the padded copy of a band, 0 if there is none. */
  readonly copyBytes: number;
  /** Table of the windows of a band. */
  readonly pixels: number;
  /** Table of the runs of a window. */
  readonly runs: number;
  /** Elements of such a run. */
  readonly runLength: number;
  /** Table of the rows of a dense matrix with a row for each pixel of a band. */
  readonly narrow: number;
  /** Elements of a window. */
  readonly depth: number;
}

/** Works out the windows of a shape. */
export function planWindows(
  put: PutTable,
  { x, w: [kh, kw, c, o], y: [batch, rows, columns] }: Conv2DShapes,
  geometry: Conv2DGeometry,
  mostPixels?: number,
): WindowsPlan {
  const { strides: [sh, sw], dilations: [dh, dw] } = geometry;
  const bands = bandsOf(batch, rows, columns, mostPixels);
  const whole = rectangleOf({ row: 0, rows }, columns, [kh, kw], geometry);
  const padded = !isInside({ height: x[1], width: x[2] }, whole);
  // The first band is the largest; the tables of the others are its beginning.
  const band = bands[0] ?? { image: 0, images: 0, row: 0, rows: 0 };
  const { size } = rectangleOf(band, columns, [kh, kw], geometry);
  const [height, width] = padded ? size : [x[1], x[2]];
  const perImage = band.rows * columns;

  const merged = dw === 1 || kw === 1;
  const runLength = merged ? kw * c : c;
  const perRow = merged ? 1 : kw;
  return {
    bands,
    padded,
    copyBytes: padded ? band.images * height * width * c * FLOAT_BYTES : 0,
    pixels: put(band.images * perImage, (m) => {
      const image = Math.floor(m / perImage);
      const i = Math.floor(m / columns) % band.rows, j = m % columns;
      return ((image * height + i * sh) * width + j * sw) * c;
    }),
    runs: put(
      kh * perRow,
      (r) => (Math.floor(r / perRow) * dh * width + (r % perRow) * dw) * c,
    ),
    runLength,
    narrow: put(band.images * perImage, (m) => m * o),
    depth: kh * kw * c,
  };
}

/** The windows of one band, and the call that has to copy them with their padding first, if need be. */
export function windowsOf(
  runtime: WasmRuntime,
  plan: WindowsPlan,
  band: Band,
  images: Images,
  { kernel, columns, geometry, copy }: {
    kernel: readonly [number, number];
    columns: number;
    geometry: Conv2DGeometry;
    copy: number;
  },
): { gather: Gather; before: Call[] } {
  const { pixels: table, runs, runLength } = plan;
  const gather = { table, runs, runLength, along: "depth" } as const;
  const rectangle = rectangleOf(band, columns, kernel, geometry);
  if (plan.padded) {
    const before = [padCall(runtime, images, band, rectangle, copy)];
    return { gather: { ...gather, address: copy }, before };
  }
  const { start } = rectangle;
  const row = band.image * images.height + start[0];
  const pixel = row * images.width + start[1];
  const address = images.address + pixel * images.channels * FLOAT_BYTES;
  return { gather: { ...gather, address }, before: [] };
}

/** What the windows of some rows cover on the wide side. */
function rectangleOf(
  { row, rows }: { row: number; rows: number },
  columns: number,
  [kh, kw]: readonly [number, number],
  { strides, dilations, padding }: Conv2DGeometry,
): Rectangle {
  const reach = (count: number, taps: number, axis: 0 | 1): number =>
    (count - 1) * strides[axis] + (taps - 1) * dilations[axis] + 1;
  return {
    start: [row * strides[0] - padding[0], -padding[1]],
    size: [reach(rows, kh, 0), reach(columns, kw, 1)],
  };
}

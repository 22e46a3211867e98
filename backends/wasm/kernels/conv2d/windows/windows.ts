/** The windows of a 2-D convolution as a matrix: rows are pixels of the narrow side, columns are taps times channels. */

import type { PutTable } from "../../../plan_cache.ts";
import type { Call, WasmRuntime } from "../../../runtime.ts";
import { FLOAT_BYTES } from "../../../sizes.ts";
import {
  denseTables,
  type Gather,
  type GatherTables,
} from "../../gemm/gemm.ts";
import { type Band, bandsOf } from "../bands.ts";
import { type Images, isInside, type Rectangle, rectangleAt } from "../pad.ts";
import type { Conv2DLayout } from "../shapes.ts";

/** What is known of all windows of a shape. */
export type WindowsPlan = ReturnType<typeof planWindows>;

/** Works out the windows of a shape, in bands of at most about `mostPixels` pixels. */
export function planWindows(
  put: PutTable,
  { shapes, geometry }: Conv2DLayout,
  mostPixels?: number,
) {
  const { x, w: [kh, kw, c, o], y: [batch, rows, columns] } = shapes;
  const { strides: [sh, sw], dilations: [dh, dw], padding } = geometry;
  const bands = bandsOf(batch, rows, columns, mostPixels);
  /** What the windows of some rows of the narrow side cover on the wide one. */
  const covered = ({ row, rows }: Pick<Band, "row" | "rows">): Rectangle => ({
    start: [row * sh - padding[0], -padding[1]],
    size: [
      (rows - 1) * sh + (kh - 1) * dh + 1,
      (columns - 1) * sw + (kw - 1) * dw + 1,
    ],
  });
  const whole = covered({ row: 0, rows });
  const padded = !isInside({ height: x[1], width: x[2] }, whole);
  // The first band is the largest; the tables of the others are its beginning.
  const band = bands[0] ?? { image: 0, images: 0, row: 0, rows: 0 };
  const [height, width] = padded ? covered(band).size : [x[1], x[2]];
  const perImage = band.rows * columns;

  // Taps beside each other see one run, unless they are dilated.
  const merged = dw === 1 || kw === 1;
  const perRow = merged ? 1 : kw;
  const windows: GatherTables = {
    table: put(band.images * perImage, (m) => {
      const image = Math.floor(m / perImage);
      const i = Math.floor(m / columns) % band.rows, j = m % columns;
      return ((image * height + i * sh) * width + j * sw) * c;
    }),
    runs: put(
      kh * perRow,
      (r) => (Math.floor(r / perRow) * dh * width + (r % perRow) * dw) * c,
    ),
    runLength: merged ? kw * c : c,
    along: "depth",
  };
  return {
    bands,
    covered,
    padded,
    /** Bytes of the padded copy of a band, 0 if there is none. */
    copyBytes: padded ? band.images * height * width * c * FLOAT_BYTES : 0,
    windows,
    /** The narrow side as a dense matrix with a row for each pixel. */
    narrow: denseTables(put, band.images * perImage, o, "lanes"),
    /** The kernel as a dense matrix with a row for each element of a window. */
    kernel: denseTables(put, kh * kw * c, o, "lanes"),
    depth: kh * kw * c,
  };
}

/** The windows of one band, which are copied to `copy` with their padding first if need be. */
export function windowsOf(
  runtime: WasmRuntime,
  { padded, covered, windows }: WindowsPlan,
  band: Band,
  images: Images,
  copy: number,
): { gather: Gather; before: Call[] } {
  const place = padded ? copy : undefined;
  const { address, before } = rectangleAt(
    runtime,
    images,
    band,
    covered(band),
    place,
  );
  return { gather: { ...windows, address }, before };
}

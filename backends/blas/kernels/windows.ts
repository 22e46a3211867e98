/** The windows of a convolution as matrices in memory, band by band: rows are pixels of the narrow side. */

import type { Conv2DGeometry, Operand } from "../../backend.ts";
import {
  type Band,
  bandsOf,
  type Conv2DShapes,
  FLOAT_BYTES,
  im2colCall,
  type WasmRuntime,
} from "../../wasm/mod.ts";

/** What a band's windows may take: enough rows for the library to be fast, in memory that is used again. */
const BAND_BYTES = 2 * 2 ** 20;

/** The bands of the narrow side whose windows have `width` elements each. */
export function bandsOfWindows(
  [batch, rows, columns]: readonly number[],
  width: number,
): Band[] {
  const pixels = Math.ceil(BAND_BYTES / (FLOAT_BYTES * Math.max(1, width)));
  return bandsOf(batch, rows, columns, pixels);
}

/** Calls `use` for each band with its number of pixels, its first one, and where its windows lie. */
export function eachBandOfWindows(
  runtime: WasmRuntime,
  x: Operand,
  shapes: Conv2DShapes,
  geometry: Conv2DGeometry,
  use: (
    band: Band,
    matrix: { first: number; pixels: number; address: number },
  ) => void,
): void {
  const { x: [, height, width, c], w: [kh, kw], y } = shapes;
  const [, rows, columns] = y;
  const depth = kh * kw * c;
  const bands = bandsOfWindows(y, depth);
  if (bands.length === 0) return;
  const { padding } = geometry;
  const isMatrix = kh * kw === 1 && height === rows && width === columns &&
    padding.every((before) => before === 0);
  const size = bands[0].images * bands[0].rows * columns * depth;
  using scratch = runtime.scratch(isMatrix ? 0 : size * FLOAT_BYTES);
  const start = runtime.address(x);
  const places = { images: start, columns: scratch.address };
  for (const band of bands) {
    const first = (band.image * rows + band.row) * columns;
    const pixels = band.images * band.rows * columns;
    if (isMatrix) {
      use(band, { first, pixels, address: start + first * c * FLOAT_BYTES });
      continue;
    }
    const copy = im2colCall(runtime, places, band, shapes, geometry);
    runtime.parallel([[copy]], { work: 0 });
    use(band, { first, pixels, address: scratch.address });
  }
}

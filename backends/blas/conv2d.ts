/** The three convolutions as products of the library, band by band, over the matrix of windows that im2col makes. */

import type { Args, Operand } from "../backend.ts";
import { sizeOf } from "../view.ts";
import {
  type Band,
  bandsOf,
  col2imCall,
  type Conv2DLayout,
  EpiloguePass,
  fillZeros,
  FLOAT_BYTES,
  im2colCall,
  mergeColumns,
  type WasmRuntime,
} from "../wasm/mod.ts";
import type { Blas } from "./sgemm.ts";

/** The most bytes of a band's windows: enough rows for the library to be fast, in memory that is reused. */
const BAND_BYTES = 2 * 2 ** 20;

/** The matrix of windows times the kernel. */
export function runConv2D(
  { runtime, sgemm }: Blas,
  ...[x, w, out, geometry, epilogue]: Args<"conv2d">
): void {
  using pass = new EpiloguePass(runtime, out, epilogue);
  const [kh, kw, c, o] = w.view.shape;
  const depth = kh * kw * c;
  if (depth === 0) fillZeros(runtime, out);
  const shapes = { x: x.view.shape, w: w.view.shape, y: out.view.shape };
  const kernel = { address: runtime.address(w), pitch: o };
  const results = runtime.address(out);
  eachBand(runtime, x, { shapes, geometry }, (band, windows) => {
    const { first, pixels, address } = windows;
    sgemm({
      a: { address, pitch: depth },
      b: kernel,
      c: { address: results + first * o * FLOAT_BYTES, pitch: o },
      size: [pixels, o, depth],
    });
    pass.runFor(band);
  });
  pass.end();
}

/** Pixels times the whole kernel, whose columns col2im adds to the images. */
export function runConv2DInputGrad(
  { runtime, sgemm }: Blas,
  ...[dy, w, out, plainGeometry, epilogue]: Args<"conv2dInputGrad">
): void {
  using pass = new EpiloguePass(runtime, out, epilogue);
  const { shapes, geometry } = mergeColumns(
    { x: out.view.shape, w: w.view.shape, y: dy.view.shape },
    plainGeometry,
  );
  const { x: [batch, H, , c], w: [kh, kw], y: [, rows, columns, o] } = shapes;
  const width = kh * kw * c, images = runtime.address(out);
  fillZeros(runtime, out);
  const bands = o === 0 ? [] : bandsOfWindows(shapes.y, width);
  const pixelsOf = (band?: Band): number =>
    band ? band.images * band.rows * columns : 0;
  using product = runtime.scratch(pixelsOf(bands[0]) * width * FLOAT_BYTES);
  const kernel = { address: runtime.address(w), pitch: o, transposed: true };
  const places = { images, columns: product.address };
  for (const band of bands) {
    const first = (band.image * rows + band.row) * columns;
    sgemm({
      a: { address: runtime.address(dy) + first * o * FLOAT_BYTES, pitch: o },
      b: kernel,
      c: { address: product.address, pitch: width },
      size: [pixelsOf(band), width, o],
    });
    const addition = col2imCall(runtime, places, band, { shapes, geometry });
    runtime.parallel([[addition]], { work: 0 });
    // Bands of one image overlap: the image is finished by the last of them.
    if (band.row + band.rows < rows) continue;
    pass.runFor({ ...band, row: 0, rows: H });
  }
  if (bands.length === 0) {
    pass.runFor({ image: 0, images: batch, row: 0, rows: H });
  }
  pass.end();
}

/** The transposed matrix of windows times the narrow side. */
export function runConv2DKernelGrad(
  { runtime, sgemm }: Blas,
  ...[x, dy, out, geometry]: Args<"conv2dKernelGrad">
): void {
  const [kh, kw, c, o] = out.view.shape;
  const depth = kh * kw * c;
  const shapes = { x: x.view.shape, w: out.view.shape, y: dy.view.shape };
  if (sizeOf(shapes.y) === 0) return fillZeros(runtime, out);
  const gradients = runtime.address(dy);
  eachBand(runtime, x, { shapes, geometry }, (_, windows) => {
    const { first, pixels, address } = windows;
    sgemm({
      a: { address, pitch: depth, transposed: true },
      b: { address: gradients + first * o * FLOAT_BYTES, pitch: o },
      c: { address: runtime.address(out), pitch: o },
      size: [depth, o, pixels],
      accumulate: first > 0,
    });
  });
}

/** The bands of the narrow side whose windows have `width` elements each. */
function bandsOfWindows(
  [batch, rows, columns]: readonly number[],
  width: number,
): Band[] {
  const pixels = Math.ceil(BAND_BYTES / (FLOAT_BYTES * Math.max(1, width)));
  return bandsOf(batch, rows, columns, pixels);
}

/** Calls `use` for each band with its first pixel, its number of pixels, and where its windows lie. */
function eachBand(
  runtime: WasmRuntime,
  x: Operand,
  layout: Conv2DLayout,
  use: (
    band: Band,
    windows: { first: number; pixels: number; address: number },
  ) => void,
): void {
  const { x: [, height, width, c], w: [kh, kw], y } = layout.shapes;
  const [, rows, columns] = y, depth = kh * kw * c;
  const bands = bandsOfWindows(y, depth);
  if (bands.length === 0) return;
  const isMatrix = kh * kw === 1 && height === rows && width === columns &&
    layout.geometry.padding.every((before) => before === 0);
  const size = bands[0].images * bands[0].rows * columns * depth;
  using scratch = runtime.scratch(isMatrix ? 0 : size * FLOAT_BYTES);
  const images = runtime.address(x);
  const places = { images, columns: scratch.address };
  for (const band of bands) {
    const first = (band.image * rows + band.row) * columns;
    const pixels = band.images * band.rows * columns;
    if (!isMatrix) {
      const copy = im2colCall(runtime, places, band, layout);
      runtime.parallel([[copy]], { work: 0 });
    }
    const address = isMatrix
      ? images + first * c * FLOAT_BYTES
      : scratch.address;
    use(band, { first, pixels, address });
  }
}

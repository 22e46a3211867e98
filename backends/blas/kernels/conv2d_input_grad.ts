/** The transposed convolution: pixels times the whole kernel, whose columns are added where they land. */

import type { Conv2DGeometry, Operand } from "../../backend.ts";
import {
  col2imKernel,
  fillZeros,
  type Finish,
  FLOAT_BYTES,
  mergeColumns,
  type WasmRuntime,
} from "../../wasm/mod.ts";
import type { Sgemm } from "../sgemm.ts";
import { bandsOfWindows } from "./windows.ts";

/** `dy` [batch, i, j, o] scattered over `out` [batch, height, width, c] by `w` [kh, kw, c, o]. */
export function runConv2DInputGrad(
  runtime: WasmRuntime,
  sgemm: Sgemm,
  dy: Operand,
  w: Operand,
  out: Operand,
  plainGeometry: Conv2DGeometry,
  finish: Finish,
): void {
  const { shapes, geometry } = mergeColumns(
    { x: out.view.shape, w: w.view.shape, y: dy.view.shape },
    plainGeometry,
  );
  const { x: [batch, H, W, c], w: [kh, kw], y: [, rows, columns, o] } = shapes;
  const { strides, dilations, padding } = geometry;
  const width = kh * kw * c, imageBytes = H * W * c * FLOAT_BYTES;
  fillZeros(runtime, out);
  const bands = o === 0 ? [] : bandsOfWindows(shapes.y, width);
  if (bands.length === 0) {
    return finish.runBand({ image: 0, images: batch, row: 0, rows: H });
  }

  const size = bands[0].images * bands[0].rows * columns * width;
  using product = runtime.scratch(size * FLOAT_BYTES);
  const kernel = { address: runtime.address(w), pitch: o, transposed: true };
  for (const band of bands) {
    const first = (band.image * rows + band.row) * columns;
    sgemm({
      a: { address: runtime.address(dy) + first * o * FLOAT_BYTES, pitch: o },
      b: kernel,
      c: { address: product.address, pitch: width },
      size: [band.images * band.rows * columns, width, o],
    });
    col2imKernel(runtime)(
      runtime.address(out) + band.image * imageBytes,
      product.address,
      0,
      band.images,
      imageBytes,
      band.row,
      band.row + band.rows,
      columns,
      kh,
      kw,
      c,
      ...strides,
      ...dilations,
      ...padding,
      H,
      W,
    );
    // Bands of one image overlap, so that it is done when its last one is.
    if (band.row + band.rows < rows) continue;
    finish.runBand({ ...band, row: 0, rows: H });
  }
}

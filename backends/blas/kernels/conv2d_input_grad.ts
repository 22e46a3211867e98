/** The transposed convolution: pixels times the whole kernel, whose columns are added where they land. */

import type { Conv2DGeometry, Operand } from "../../backend.ts";
import {
  col2imCall,
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
  const { x: [batch, H, , c], w: [kh, kw], y: [, rows, columns, o] } = shapes;
  const width = kh * kw * c, results = runtime.address(out);
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
    const places = { images: results, columns: product.address };
    const addition = col2imCall(runtime, places, band, shapes, geometry);
    runtime.parallel([[addition]], { work: 0 });
    // Bands of one image overlap, so that it is done when its last one is.
    if (band.row + band.rows < rows) continue;
    finish.runBand({ ...band, row: 0, rows: H });
  }
}

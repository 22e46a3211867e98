/** The transposed convolution as one product of pixels and the whole kernel, whose columns col2im adds to the images. */

import { groupBy } from "../../../../../config/group_by.ts";
import { type Call, OWN, type WasmRuntime } from "../../../runtime.ts";
import { FLOAT_BYTES, LANES } from "../../../sizes.ts";
import {
  denseTables,
  gemmCall,
  gemmWork,
  packPanels,
  panelsBytes,
} from "../../gemm/gemm.ts";
import { fillZeros, zerosCall } from "../../zeros.ts";
import { type Band, bandsOf } from "../bands.ts";
import type { InputGrad } from "../shapes.ts";
import { col2imCall } from "./columns.ts";

/** Multiplies each pixel by the whole kernel and adds up what lands on the same output. */
export function runInputGradByColumns(
  runtime: WasmRuntime,
  { dy, w, out, shapes, geometry, epilogue }: InputGrad,
): void {
  const { x: [, H, W, c], w: [kh, kw], y: [batch, rows, columns, o] } = shapes;
  const width = kh * kw * c, pitch = Math.ceil(width / LANES) * LANES;
  const plan = runtime.plans.get(
    JSON.stringify(["columns", shapes.y, width]),
    (put) => {
      const bands = bandsOf(batch, rows, columns);
      const { images, rows: height } = bands[0] ?? { images: 0, rows: 0 };
      const pixels = images * height * columns;
      return {
        bands,
        pixels,
        inputs: denseTables(put, pixels, o, "depth"),
        columns: put(pixels, (m) => m * pitch),
        kernel: denseTables(put, width, o, "depth"),
      };
    },
  );
  if (plan.bands.length === 0) {
    fillZeros(runtime, out);
    const job = epilogue.callsFor({ image: 0, images: batch, row: 0, rows: H });
    return runtime.parallel([job], { work: 0 });
  }

  using packed = runtime.scratch(panelsBytes(width, o));
  const kernel = { ...plan.kernel, address: runtime.address(w) };
  const b = packPanels(runtime, kernel, [width, o], packed.address);
  const imageBytes = H * W * c * FLOAT_BYTES, results = runtime.address(out);
  const places = {
    columns: OWN,
    gapBytes: (pitch - width) * FLOAT_BYTES,
    images: results,
  };
  const callsOf = (band: Band): Call[] => {
    const first = (band.image * rows + band.row) * columns;
    const start = runtime.address(dy) + first * o * FLOAT_BYTES;
    // Bands of one image overlap: it begins with its first one and is done when its last one is.
    const isFirst = band.row === 0, isLast = band.row + band.rows === rows;
    const zeros = zerosCall(
      runtime,
      results + band.image * imageBytes,
      band.images * imageBytes,
    );
    const product = gemmCall(runtime, {
      a: { ...plan.inputs, address: start },
      b,
      c: OWN,
      cRows: plan.columns,
      // Whole vectors are stored faster; what is beyond the width is skipped.
      size: [band.images * band.rows * columns, pitch, o],
      accumulate: false,
    });
    const addition = col2imCall(runtime, places, band, { shapes, geometry });
    return [
      ...isFirst ? [zeros] : [],
      ...o > 0 ? [product, addition] : [],
      ...isLast ? epilogue.callsFor({ ...band, row: 0, rows: H }) : [],
    ];
  };
  const images = groupBy(plan.bands, ({ image }) => image);
  const jobs = [...images.values()].map((bands) => bands.flatMap(callsOf));
  runtime.parallel(jobs, {
    work: gemmWork([batch * rows * columns, pitch, o]),
    ownBytes: plan.pixels * pitch * FLOAT_BYTES,
  });
}

/** The transposed convolution as one product of pixels and the whole kernel, whose columns are added where they land. */

import { type Call, OWN, type WasmRuntime } from "../../../runtime.ts";
import { type Band, bandsOf } from "../bands.ts";
import { col2imKernel } from "./col2im.ts";
import type { InputGrad } from "../shapes.ts";
import {
  gemmCall,
  gemmWork,
  packPanels,
  panelsBytes,
} from "../../gemm/gemm.ts";
import { fillZeros, zerosCall } from "../../zeros.ts";

/** Multiplies each pixel by the whole kernel and adds up what lands on the same output. */
export function runByColumns(
  runtime: WasmRuntime,
  { dy, w, out, shapes, geometry, finish }: InputGrad,
): void {
  const { x: [, H, W, c], w: [kh, kw], y: [batch, rows, columns, o] } = shapes;
  const { strides, dilations, padding } = geometry;
  const width = kh * kw * c, pitch = Math.ceil(width / 4) * 4;
  const plan = runtime.plans.get(
    JSON.stringify(["columns", shapes.y, width]),
    (put) => {
      const bands = bandsOf(batch, rows, columns);
      const { images, rows: height } = bands[0] ?? { images: 0, rows: 0 };
      const pixels = images * height * columns;
      return {
        bands,
        pixels,
        zero: put(1, () => 0),
        inputs: put(pixels, (m) => m * o * 4),
        columns: put(pixels, (m) => m * pitch * 4),
        kernelLanes: put(width, (n) => n * o * 4),
      };
    },
  );
  if (plan.bands.length === 0) {
    fillZeros(runtime, out);
    const job = finish.band({ image: 0, images: batch, row: 0, rows: H });
    return runtime.parallel([job], { work: 0 });
  }

  const gather = { runs: plan.zero, runLength: o, along: "depth" } as const;
  using packed = runtime.scratch(panelsBytes(width, o));
  const kernel = { ...gather, address: runtime.address(w) };
  const b = packPanels(
    runtime,
    { ...kernel, table: plan.kernelLanes },
    [width, o],
    packed.address,
  );
  const imageBytes = H * W * c * 4;
  const callsOf = (band: Band): Call[] => {
    const first = (band.image * rows + band.row) * columns;
    const pixels = { ...gather, address: runtime.address(dy) + first * o * 4 };
    const start = runtime.address(out) + band.image * imageBytes;
    // Bands of one image overlap: it begins with its first one and is done when its last one is.
    const isFirst = band.row === 0, isLast = band.row + band.rows === rows;
    const zeros = zerosCall(runtime, start, band.images * imageBytes);
    const product = gemmCall(runtime, {
      a: { ...pixels, table: plan.inputs },
      b,
      c: OWN,
      cRows: plan.columns,
      // Whole vectors are stored faster; what is beyond the width is skipped.
      size: [band.images * band.rows * columns, pitch, o],
      accumulate: false,
    });
    const addition: Call = [
      col2imKernel(runtime),
      start,
      OWN,
      (pitch - width) * 4,
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
    ];
    return [
      ...isFirst ? [zeros] : [],
      ...o > 0 ? [product, addition] : [],
      ...isLast ? finish.band({ ...band, row: 0, rows: H }) : [],
    ];
  };
  const images = Map.groupBy(plan.bands, ({ image }) => image);
  const jobs = [...images.values()].map((bands) => bands.flatMap(callsOf));
  runtime.parallel(jobs, {
    work: gemmWork([batch * rows * columns, pitch, o]),
    ownBytes: plan.pixels * pitch * 4,
  });
}

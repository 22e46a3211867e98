/** The 2-D convolution as one product: the matrix of windows, gathered while it is packed, times the kernel. */

import { sizeOf } from "../../../../view.ts";
import { type Job, OWN, type WasmRuntime } from "../../../runtime.ts";
import { FLOAT_BYTES } from "../../../sizes.ts";
import {
  gemmCall,
  gemmWork,
  packPanels,
  panelsBytes,
} from "../../gemm/gemm.ts";
import { fillZeros } from "../../zeros.ts";
import { columnParts } from "../column_parts.ts";
import { imagesAt } from "../pad.ts";
import type { Convolution } from "../shapes.ts";
import { planWindows, windowsOf } from "./windows.ts";

/** Multiplies all windows by the whole kernel. */
export function runConv2DByWindows(
  runtime: WasmRuntime,
  { x, w, out, shapes, geometry, epilogue }: Convolution,
): void {
  const [, rows, columns, o] = shapes.y;
  const plan = runtime.plans.get(
    JSON.stringify(["conv2d", shapes, geometry]),
    (put) => planWindows(put, { shapes, geometry }),
  );
  if (plan.depth === 0) fillZeros(runtime, out);

  using packed = runtime.scratch(panelsBytes(o, plan.depth));
  const kernel = { ...plan.kernel, address: runtime.address(w) };
  const b = packPanels(runtime, kernel, [o, plan.depth], packed.address);
  const images = imagesAt(runtime.address(x), shapes.x);
  const parts = columnParts(plan.bands.length, o);
  const isWhole = parts.length === 1;
  const jobs = plan.bands.flatMap((band): Job[] => {
    const first = (band.image * rows + band.row) * columns;
    const { gather, before } = windowsOf(runtime, plan, band, images, OWN);
    const product = {
      a: gather,
      b,
      c: runtime.address(out) + first * o * FLOAT_BYTES,
      cRows: plan.narrow.table,
      size: [band.images * band.rows * columns, o, plan.depth] as const,
      accumulate: false,
    };
    return parts.map((part) => [
      ...before,
      gemmCall(runtime, product, undefined, part),
      ...isWhole ? epilogue.callsFor(band) : [],
    ]);
  });
  const work = gemmWork([sizeOf(shapes.y) / Math.max(o, 1), o, plan.depth]);
  runtime.parallel(jobs, { work, ownBytes: plan.copyBytes });
  if (!isWhole) plan.bands.forEach((band) => epilogue.runFor(band));
}

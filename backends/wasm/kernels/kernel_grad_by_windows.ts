/** The gradient in the kernel as one product: the transposed matrix of windows times the narrow side. */

import type { WasmRuntime } from "../runtime.ts";
import type { KernelGrad } from "./conv2d_shapes.ts";
import { gemm, packPanels, panelsBytes } from "./gemm.ts";
import { fillZeros } from "./zeros.ts";
import { planWindows, windowsOf } from "./windows.ts";

/** Multiplies the columns of all windows by the narrow side, band by band. */
export function runKernelGradByWindows(
  runtime: WasmRuntime,
  { x, dy, out, shapes, geometry }: KernelGrad,
): void {
  const [kh, kw, c, o] = shapes.w;
  const [, height, width] = shapes.x, [, rows, columns] = shapes.y;
  const plan = runtime.plans.get(
    JSON.stringify(["conv2dKernelGrad", shapes, geometry]),
    (put) => {
      const windows = planWindows(put, shapes, geometry);
      const kernelRows = put(windows.depth, (k) => k * o * 4);
      return { ...windows, kernelRows, zero: put(1, () => 0) };
    },
  );
  const pixelsOf = ({ images, rows }: { images: number; rows: number }) =>
    images * rows * columns;
  if (plan.bands.length === 0) return fillZeros(runtime, out);

  using packed = runtime.scratch(panelsBytes(o, pixelsOf(plan.bands[0])));
  using copy = runtime.scratch(plan.copyBytes);
  const images = { address: runtime.address(x), height, width, channels: c };
  const windows = {
    kernel: [kh, kw],
    columns,
    geometry,
    copy: copy.address,
  } as const;
  plan.bands.forEach((band, index) => {
    const first = (band.image * rows + band.row) * columns;
    const pixels = pixelsOf(band);
    const b = packPanels(
      runtime,
      {
        address: runtime.address(dy) + first * o * 4,
        table: plan.narrow,
        runs: plan.zero,
        runLength: o,
        along: "lanes",
      },
      [o, pixels],
      packed.address,
    );
    const gather = windowsOf(runtime, plan, band, images, windows);
    gemm(runtime, {
      // The windows are the depth now, and their elements the rows.
      a: { ...gather, along: "lanes" },
      b,
      c: runtime.address(out),
      cRows: plan.kernelRows,
      size: [plan.depth, o, pixels],
      accumulate: index > 0,
    });
  });
}

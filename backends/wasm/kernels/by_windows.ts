/** The 2-D convolution as one product: the matrix of windows, gathered while it is packed, times the kernel. */

import type { WasmRuntime } from "../runtime.ts";
import type { Convolution } from "./conv2d_shapes.ts";
import { gemm, packPanels, panelsBytes } from "./gemm.ts";
import { fillZeros } from "./zeros.ts";
import { planWindows, windowsOf } from "./windows.ts";

/** Multiplies all windows by the whole kernel. */
export function runByWindows(
  runtime: WasmRuntime,
  { x, w, out, shapes, geometry, finish }: Convolution,
): void {
  const [kh, kw, c, o] = shapes.w;
  const [, height, width] = shapes.x, [, rows, columns] = shapes.y;
  const plan = runtime.plans.get(
    JSON.stringify(["conv2d", shapes, geometry]),
    (put) => {
      const windows = planWindows(put, shapes, geometry);
      const kernelRows = put(windows.depth, (k) => k * o * 4);
      return { ...windows, kernelRows, zero: put(1, () => 0) };
    },
  );
  if (plan.depth === 0) fillZeros(runtime, out);

  using packed = runtime.scratch(panelsBytes(o, plan.depth));
  using copy = runtime.scratch(plan.copyBytes);
  const b = packPanels(
    runtime,
    {
      address: runtime.address(w),
      table: plan.kernelRows,
      runs: plan.zero,
      runLength: o,
      along: "lanes",
    },
    [o, plan.depth],
    packed.address,
  );
  const images = { address: runtime.address(x), height, width, channels: c };
  const windows = {
    kernel: [kh, kw],
    columns,
    geometry,
    copy: copy.address,
  } as const;
  for (const band of plan.bands) {
    const first = (band.image * rows + band.row) * columns;
    gemm(runtime, {
      a: windowsOf(runtime, plan, band, images, windows),
      b,
      c: runtime.address(out) + first * o * 4,
      cRows: plan.narrow,
      size: [band.images * band.rows * columns, o, plan.depth],
      accumulate: false,
    });
    finish.band(band);
  }
}

/** The transposed convolution with few filters, by planes. */

import type { WasmRuntime } from "../../../runtime.ts";
import type { InputGrad } from "../shapes.ts";
import { axisPhases } from "../stride_phases.ts";
import { planPlanes, runPlanes } from "./planes.ts";

/** Multiplies each pixel by all taps, and adds up what lands on the same output. */
export function runInputGradByPlanes(
  runtime: WasmRuntime,
  { dy, w, out, shapes, geometry, finish }: InputGrad,
): void {
  const plan = runtime.plans.get(
    JSON.stringify(["planes input grad", shapes, geometry]),
    (put) =>
      planPlanes(put, {
        from: shapes.y,
        to: shapes.x,
        kernel: [shapes.w[0], shapes.w[1]],
        strides: geometry.strides,
        phases: [
          axisPhases(shapes, geometry, 0),
          axisPhases(shapes, geometry, 1),
        ],
      }),
  );
  runPlanes(runtime, plan, {
    from: dy,
    taps: runtime.address(w),
    out,
    finish,
  });
}

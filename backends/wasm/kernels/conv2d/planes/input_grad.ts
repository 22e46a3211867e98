/** The transposed convolution with few filters, by planes. */

import type { WasmRuntime } from "../../../runtime.ts";
import { planPlanes, runPlanes } from "./planes.ts";
import type { InputGrad } from "../shapes.ts";
import { axisPhases } from "../phases/phases.ts";

/** Multiplies each pixel by all taps, and adds up what lands on the same output. */
export function runInputGradByPlanes(
  runtime: WasmRuntime,
  { dy, w, out, shapes, geometry, finish }: InputGrad,
): void {
  const plan = runtime.plans.get(
    JSON.stringify(["planes input grad", shapes, geometry]),
    (put) => {
      const { strides, dilations, padding } = geometry;
      const phasesOf = (axis: 0 | 1) =>
        axisPhases(
          shapes.x[axis + 1],
          shapes.w[axis],
          strides[axis],
          dilations[axis],
          padding[axis],
        );
      return planPlanes(put, {
        from: shapes.y,
        to: shapes.x,
        kernel: [shapes.w[0], shapes.w[1]],
        strides,
        phases: [phasesOf(0), phasesOf(1)],
      });
    },
  );
  runPlanes(runtime, plan, {
    from: dy,
    taps: runtime.address(w),
    out,
    finish,
  });
}

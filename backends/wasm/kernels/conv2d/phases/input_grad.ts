/** The transposed convolution as one product for each stride phase (see stride_phases.ts). */

import { sizeOf } from "../../../../view.ts";
import { type Job, OWN, type WasmRuntime } from "../../../runtime.ts";
import { FLOAT_BYTES } from "../../../sizes.ts";
import {
  gemmCall,
  gemmWork,
  packJobs,
  packWork,
  panelsAt,
  panelsBytes,
} from "../../gemm/gemm.ts";
import { fillZeros } from "../../zeros.ts";
import type { Band } from "../bands.ts";
import { imagesAt, padCall } from "../pad.ts";
import type { InputGrad } from "../shapes.ts";
import { type PhasesPlan, planPhases } from "./phases.ts";

/** Multiplies, phase by phase, the windows of the input by the taps that reach them. */
export function runInputGradByPhases(
  runtime: WasmRuntime,
  { dy, w, out, shapes, geometry, epilogue }: InputGrad,
): void {
  const { x: [, H, W, c], w: [kh, kw], y: [, I, J, o] } = shapes;
  const plan = runtime.plans.get(
    JSON.stringify(["phases", shapes, geometry]),
    (put) => planPhases(put, shapes, geometry),
  );
  if (plan.hasGaps) fillZeros(runtime, out);
  if (plan.bands.length === 0) return;

  const bytes = plan.phases.map(({ depth }) => panelsBytes(c, depth));
  using packed = runtime.scratch(bytes.reduce((sum, size) => sum + size, 0));
  let next = packed.address;
  const packing: Job[] = [];
  const panels = plan.phases.map((phase, i) => {
    const address = next;
    next += bytes[i];
    const kernel = {
      address: runtime.address(w),
      table: plan.kernelLanes,
      runs: phase.kernelRuns,
      runLength: o,
      along: "depth",
    } as const;
    packing.push(...packJobs(runtime, kernel, [c, phase.depth], address));
    return panelsAt(address, phase.depth);
  });
  runtime.parallel(packing, { work: packWork(sizeOf(shapes.w)) });
  const images = imagesAt(runtime.address(dy), shapes.y);
  const address = plan.padded ? OWN : images.address;
  const jobs = plan.bands.map((band): Job => {
    const rectangle = rectangleOf(plan, band);
    const row = band.image * I + rectangle.start[0];
    const pixel = row * J + rectangle.start[1];
    const products = plan.phases.map((phase, i) => {
      const rows = Math.min(band.rows, Math.max(0, phase.count[0] - band.row));
      const line = band.image * H + band.row * geometry.strides[0] +
        phase.first[0];
      return gemmCall(runtime, {
        a: {
          address: plan.padded ? address : address + pixel * o * FLOAT_BYTES,
          table: phase.pixels,
          runs: phase.runs,
          runLength: phase.runLength,
          along: "depth",
        },
        b: panels[i],
        c: runtime.address(out) + (line * W + phase.first[1]) * c * FLOAT_BYTES,
        cRows: phase.outputs,
        size: [band.images * rows * phase.count[1], c, phase.depth],
        accumulate: false,
      });
    });
    const first = band.row * geometry.strides[0];
    const rows = Math.min(band.rows * geometry.strides[0], H - first);
    return [
      ...plan.padded ? [padCall(runtime, images, band, rectangle, OWN)] : [],
      ...products,
      ...epilogue.callsFor({ ...band, row: first, rows }),
    ];
  });
  const work = gemmWork([sizeOf(shapes.y) / Math.max(o, 1), o, kh * kw * c]);
  runtime.parallel(jobs, { work, ownBytes: plan.copyBytes });
}

/** The input rows and columns that the windows of a band cover. */
function rectangleOf(
  { start, margin, count }: PhasesPlan,
  { row, rows }: Band,
): { start: readonly [number, number]; size: readonly [number, number] } {
  return {
    start: [start[0] + row, start[1]],
    size: [rows + margin[0], count[1] + margin[1]],
  };
}

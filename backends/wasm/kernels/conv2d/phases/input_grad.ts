/** The transposed convolution as one product for each stride phase (see stride_phases.ts). */

import { sizeOf } from "../../../../view.ts";
import type { PutTable } from "../../../plan_cache.ts";
import { type Job, OWN, type WasmRuntime } from "../../../runtime.ts";
import { FLOAT_BYTES } from "../../../sizes.ts";
import {
  type GatherTables,
  gemmCall,
  gemmWork,
  packJobs,
  packWork,
  panelsAt,
  panelsBytes,
} from "../../gemm/gemm.ts";
import { fillZeros } from "../../zeros.ts";
import { type Band, bandsOf } from "../bands.ts";
import { columnParts } from "../column_parts.ts";
import { imagesAt, type Rectangle, rectangleAt } from "../pad.ts";
import type { Conv2DLayout, InputGrad } from "../shapes.ts";
import { type AxisPhase, axisPhases, inputsOf } from "../stride_phases.ts";

/** Multiplies, phase by phase, the windows of the input by the taps that reach them. */
export function runInputGradByPhases(
  runtime: WasmRuntime,
  { dy, w, out, shapes, geometry, epilogue }: InputGrad,
): void {
  const { x: [, H, W, c], w: [kh, kw], y: [, , , o] } = shapes;
  const plan = runtime.plans.get(
    JSON.stringify(["phases", shapes, geometry]),
    (put) => planPhases(put, { shapes, geometry }),
  );
  if (plan.hasGaps) fillZeros(runtime, out);
  if (plan.bands.length === 0) return;

  const bytes = plan.phases.map(({ depth }) => panelsBytes(c, depth));
  using packed = runtime.scratch(bytes.reduce((sum, size) => sum + size, 0));
  const packing: Job[] = [];
  let next = packed.address;
  const panels = plan.phases.map((phase, i) => {
    const address = next;
    next += bytes[i];
    const kernel = { ...phase.kernel, address: runtime.address(w) };
    packing.push(...packJobs(runtime, kernel, [c, phase.depth], address));
    return panelsAt(address, phase.depth);
  });
  runtime.parallel(packing, { work: packWork(sizeOf(shapes.w)) });
  const images = imagesAt(runtime.address(dy), shapes.y);
  const parts = columnParts(plan.bands.length, c);
  const isWhole = parts.length === 1;
  const outputs = (band: Band): Band => {
    const row = band.row * geometry.strides[0];
    const rows = Math.min(band.rows * geometry.strides[0], H - row);
    return { ...band, row, rows };
  };
  const jobs = plan.bands.flatMap((band): Job[] => {
    const { address, before } = rectangleAt(
      runtime,
      images,
      band,
      plan.covered(band),
      plan.padded ? OWN : undefined,
    );
    const products = plan.phases.map((phase, i) => {
      const rows = Math.min(band.rows, Math.max(0, phase.count[0] - band.row));
      const line = band.image * H + band.row * geometry.strides[0] +
        phase.first[0];
      return {
        a: { ...phase.windows, address },
        b: panels[i],
        c: runtime.address(out) + (line * W + phase.first[1]) * c * FLOAT_BYTES,
        cRows: phase.outputs,
        size: [band.images * rows * phase.count[1], c, phase.depth] as const,
        accumulate: false,
      };
    });
    return parts.map((part) => [
      ...before,
      ...products.map((one) => gemmCall(runtime, one, undefined, part)),
      ...isWhole ? epilogue.callsFor(outputs(band)) : [],
    ]);
  });
  const work = gemmWork([sizeOf(shapes.y) / Math.max(o, 1), o, kh * kw * c]);
  runtime.parallel(jobs, { work, ownBytes: plan.copyBytes });
  if (!isWhole) plan.bands.forEach((band) => epilogue.runFor(outputs(band)));
}

/** Works out the phases of a shape. */
function planPhases(put: PutTable, { shapes, geometry }: Conv2DLayout) {
  const { x: [batch, H, W, c], w: [, kw, , o], y: [, I, J] } = shapes;
  const { strides } = geometry;
  const axes = ([0, 1] as const).map((axis) => {
    const phases = axisPhases(shapes, geometry, axis);
    const { start, margin } = inputsOf(phases);
    const count = Math.ceil(shapes.x[axis + 1] / strides[axis]);
    const isInside = start >= 0 && start + margin + count <= shapes.y[axis + 1];
    return { phases, start, margin, count, isInside };
  });
  const [vertical, horizontal] = axes;
  const bands = bandsOf(batch, vertical.count, horizontal.count);
  const band = bands[0] ?? { image: 0, images: 0, row: 0, rows: 0 };
  const padded = !axes.every(({ isInside }) => isInside);
  const height = padded ? band.rows + vertical.margin : I;
  const width = padded ? horizontal.count + horizontal.margin : J;

  const kernelLanes = put(c, (lane) => lane * o);
  const makePhase = (v: AxisPhase, h: AxisPhase) => {
    const rows = Math.min(band.rows, v.count), perImage = rows * h.count;
    const place = (m: number): [number, number, number] => {
      const row = Math.floor(m / h.count) % rows;
      return [Math.floor(m / perImage), row, m % h.count];
    };
    const input = (row: number, column: number): number =>
      ((row - vertical.start) * width + column - horizontal.start) * o;
    const { taps } = h;
    const merged = taps.every(({ input }, i) => input === taps[0].input + i);
    const starts = merged ? taps.slice(0, 1) : taps;
    const windows: GatherTables = {
      table: put(band.images * perImage, (m) => {
        const [image, row, column] = place(m);
        return ((image * height + row) * width + column) * o;
      }),
      runs: put(v.taps.length * starts.length, (r) => {
        const row = v.taps[Math.floor(r / starts.length)];
        return input(row.input, starts[r % starts.length].input);
      }),
      runLength: merged ? taps.length * o : o,
      along: "depth",
    };
    const kernel: GatherTables = {
      table: kernelLanes,
      runs: put(v.taps.length * taps.length, (r) => {
        const row = v.taps[Math.floor(r / taps.length)];
        const column = taps[r % taps.length];
        return (row.tap * kw + column.tap) * c * o;
      }),
      runLength: o,
      along: "depth",
    };
    return {
      /** The first output pixel, and the rows and columns of outputs. */
      first: [v.first, h.first],
      count: [v.count, h.count],
      windows,
      kernel,
      outputs: put(band.images * perImage, (m) => {
        const [image, row, column] = place(m);
        const line = image * H + row * strides[0];
        return (line * W + column * strides[1]) * c;
      }),
      depth: v.taps.length * taps.length * o,
    };
  };
  const phases = vertical.phases.flatMap((v) =>
    horizontal.phases
      .filter((h) => v.taps.length * h.taps.length > 0)
      .map((h) => makePhase(v, h))
  );
  const all = vertical.phases.length * horizontal.phases.length;
  return {
    /** Rows of a band are numbers of outputs within a phase. */
    bands,
    phases,
    /** Whether some outputs belong to no phase, since no tap reaches them. */
    hasGaps: phases.length < all || o === 0,
    /** The inputs that the windows of a band cover. */
    covered: ({ row, rows }: Band): Rectangle => ({
      start: [vertical.start + row, horizontal.start],
      size: [rows + vertical.margin, horizontal.count + horizontal.margin],
    }),
    padded,
    /** Bytes of the padded copy of a band, 0 if there is none. */
    copyBytes: padded ? band.images * height * width * o * FLOAT_BYTES : 0,
  };
}

/**
 * The transposed convolution with few filters: a plane for each tap and filter holds the products of that tap with all
 * pixels, and outputs are sums of planes, each shifted by its tap.
 */

import type { PutTable } from "../../../plan_cache.ts";
import { type Job, OWN, type WasmRuntime } from "../../../runtime.ts";
import { FLOAT_BYTES } from "../../../sizes.ts";
import { gemmWork } from "../../gemm/gemm.ts";
import { zerosCall } from "../../zeros.ts";
import { type Band, bandsOf } from "../bands.ts";
import type { Conv2DLayout, InputGrad } from "../shapes.ts";
import { type AxisPhase, axisPhases, inputsOf } from "../stride_phases.ts";
import { dotsKernel } from "./dots.ts";
import { sumPlanesKernel } from "./sum_planes.ts";

/** The work of a shape, and its tables. */
interface Plan {
  /** Phases of the rows and of the columns. */
  readonly phases: readonly (readonly AxisPhase[])[];
  /** Parts of the batch; rows are numbers of outputs within a phase. */
  readonly bands: readonly Band[];
  /** First input row and column that an output sees. */
  readonly start: readonly [number, number];
  /** Rows and columns of a plane of the largest band. */
  readonly size: readonly [number, number];
  /** Rows that a plane has beyond those of its band. */
  readonly margin: number;
  /** Bytes from a plane to the next. */
  readonly planeBytes: number;
  /** For each pair of phases, a table of where its planes begin, and its length. */
  readonly offsets: readonly (readonly { table: number; count: number }[])[];
}

/** Multiplies each pixel by all taps, and adds up what lands on the same output. */
export function runInputGradByPlanes(
  runtime: WasmRuntime,
  { dy, w, out, shapes, geometry, epilogue }: InputGrad,
): void {
  const plan = runtime.plans.get(
    JSON.stringify(["planes", shapes, geometry]),
    (put) => planPlanes(put, { shapes, geometry }),
  );
  const { x: [, H, W, filters], w: [kh, kw] } = shapes;
  const { y: [batch, height, width, depth] } = shapes, { strides } = geometry;
  const { start, size: [, planeWidth], planeBytes } = plan;
  const planes = kh * kw * filters;
  const rowBytes = width * depth * FLOAT_BYTES;
  const outRow = W * filters * FLOAT_BYTES;
  const left = Math.max(0, start[1]);
  const across = Math.min(width, start[1] + planeWidth) - left;
  const dots = dotsKernel(runtime, depth), sums = sumPlanesKernel(runtime);

  const jobs = plan.bands.map((band): Job => {
    const rows = band.rows + plan.margin, above = start[0] + band.row;
    const top = Math.max(0, above);
    const down = Math.min(height, above + rows) - top;
    const isWhole = down === rows && across === planeWidth;
    const planeRow = planeWidth * FLOAT_BYTES, planeImage = rows * planeRow;
    const first = (top - above) * planeWidth + left - start[1];
    const fill = dots.bind({
      planes: OWN + first * FLOAT_BYTES,
      planeBytes,
      planeImage,
      planeRow,
      image: runtime.address(dy) + (band.image * height + top) * rowBytes +
        left * depth * FLOAT_BYTES,
      imageBytes: height * rowBytes,
      rowBytes,
      images: band.images,
      rows: down,
      width: across,
      columns: runtime.address(w),
      count: planes,
    });
    const line = band.row * strides[0];
    const place = runtime.address(out) + (band.image * H + line) * outRow;
    const additions = plan.phases[0].flatMap((row, i) =>
      plan.phases[1].map((column, j) =>
        sums.bind({
          out: place + row.first * outRow +
            column.first * filters * FLOAT_BYTES,
          outImage: H * outRow,
          outRow: strides[0] * outRow,
          outPixel: strides[1] * filters * FLOAT_BYTES,
          planes: OWN,
          planeImage,
          planeRow,
          planeBytes,
          offsets: plan.offsets[i][j].table,
          count: plan.offsets[i][j].count,
          images: band.images,
          rows: Math.min(band.rows, Math.max(0, row.count - band.row)),
          width: column.count,
          channels: filters,
        })
      )
    );
    const lines = Math.min(band.rows * strides[0], H - line);
    return [
      ...isWhole ? [] : [zerosCall(runtime, OWN, planes * planeBytes)],
      ...down > 0 && across > 0 ? [fill] : [],
      ...additions,
      ...epilogue.callsFor({ ...band, row: line, rows: lines }),
    ];
  });
  runtime.parallel(jobs, {
    work: gemmWork([batch * height * width, planes, depth]),
    ownBytes: planes * planeBytes,
  });
}

/** Works out the planes of a shape that has some outputs. */
function planPlanes(put: PutTable, { shapes, geometry }: Conv2DLayout): Plan {
  const { x: [batch, , , filters], w: [, kernelWidth] } = shapes;
  const phases = ([0, 1] as const).map((axis) =>
    axisPhases(shapes, geometry, axis)
  );
  const axes = phases.map((list) => ({
    ...inputsOf(list),
    count: Math.max(...list.map(({ count }) => count)),
  }));
  const [vertical, horizontal] = axes;
  const bands = bandsOf(batch, vertical.count, horizontal.count);
  const width = horizontal.count + horizontal.margin;
  const height = bands[0].rows + vertical.margin;
  const pixels = bands[0].images * height * width;
  return {
    phases,
    bands,
    start: [vertical.start, horizontal.start],
    size: [height, width],
    margin: vertical.margin,
    planeBytes: pixels * FLOAT_BYTES,
    offsets: phases[0].map((row) =>
      phases[1].map((column) => {
        const { length } = column.taps, count = row.taps.length * length;
        const table = put(count, (i) => {
          const a = row.taps[Math.floor(i / length)];
          const b = column.taps[i % length];
          const plane = (a.tap * kernelWidth + b.tap) * filters;
          const below = a.input - vertical.start;
          const beside = b.input - horizontal.start;
          return plane * pixels + below * width + beside;
        });
        return { table, count };
      })
    ),
  };
}

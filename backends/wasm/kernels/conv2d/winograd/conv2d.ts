/** The 2-D convolution by Winograd's filtering: the phases of its input count as channels. */

import type { Job, WasmRuntime } from "../../../runtime.ts";
import { winogradTaps } from "../choose.ts";
import type { Convolution } from "../shapes.ts";
import { gemmWork, panelsAt, panelsBytes } from "../../gemm/gemm.ts";
import {
  elementCalls,
  type ElementProduct,
  layOut,
  phasesToSpectra,
  planSpectra,
  rectangleOf,
  spectraAt,
  spectraBytes,
  squaresOf,
  surround,
} from "./spectra.ts";
import { transformTaps } from "./filters.ts";
import { winogradKernel } from "./kernel.ts";
import { TILE } from "./matrices.ts";
import { needing, whole, type WidePhase, widePhases } from "./phases.ts";
import { fromSpectra } from "./transform.ts";

/** Squares of a band: few enough that their spectra stay in the cache. */
const SQUARES = 64;

/** Like `runByWindows`, for two or three taps a phase. */
export function runConv2DByWinograd(
  runtime: WasmRuntime,
  call: Convolution,
): void {
  const { x, out, shapes, geometry, finish } = call;
  const { x: [, H, W, c], w: [kh, kw], y: [batch, I, J, o] } = shapes;
  const { strides } = geometry, taps = winogradTaps(shapes, geometry)!;
  const phases = widePhases([kh, kw], strides, taps);
  const depth = phases.length * c;
  const plan = runtime.plans.get(
    JSON.stringify(["winograd conv2d", shapes, geometry]),
    (put) => ({
      ...planSpectra(put, [batch, I, J], depth, o, SQUARES),
      kernelRows: put(c, (k) => k * o * 4),
    }),
  );
  const { squares } = plan, elements = (taps + 1) ** 2;
  const [{ images: most }] = plan.bands;
  const [height, width] =
    rectangleOf(plan, geometry, plan.bands[0], shapes.w).size;

  using filters = runtime.scratch(elements * panelsBytes(o, depth));
  filterPanels(runtime, call, phases, plan, filters.address);
  const own = layOut([
    most * height * width * c * 4,
    spectraBytes(elements, squares, depth),
    spectraBytes(elements, squares, o),
    o * 4,
  ]);
  const [copy, data, sums, waste] = own.addresses;
  const left = spectraAt(data, squares, depth);
  const right = spectraAt(sums, squares, o);
  const products = Array.from({ length: elements }, (_, i): ElementProduct => {
    const [from, end] = needing(phases, i);
    const panels = panelsAt(filters.address + i * panelsBytes(o, depth), depth);
    return {
      left: left.address + i * left.element + from * c * 4,
      panels: { ...panels, address: panels.address + from * c * 32 },
      right: right.address + i * right.element,
      size: [o, (end - from) * c],
    };
  });
  const transforms = phases.map(({ taps }) =>
    winogradKernel(runtime, taps).data
  );
  const { output } = winogradKernel(runtime, whole(taps));
  const multiply = elementCalls(runtime, plan, products);
  const wide = {
    address: runtime.address(x),
    height: H,
    width: W,
    channels: c,
  };
  const jobs = plan.bands.map((band): Job => {
    const rectangle = rectangleOf(plan, geometry, band, shapes.w);
    const { places, before } = surround(runtime, wide, band, rectangle, copy);
    const { images, rows } = band, size = [images, rows, plan.columns] as const;
    const row = TILE * band.row, rowBytes = J * o * 4;
    const narrow = {
      address: runtime.address(out) + (band.image * I + row) * rowBytes,
      image: I * rowBytes,
      row: rowBytes,
      pixel: o * 4,
    };
    const grid = { size, channels: c };
    return [
      ...before,
      ...phasesToSpectra(transforms, phases, strides, places, left, grid),
      ...multiply(images * rows * plan.columns),
      fromSpectra(output, {
        from: right,
        to: squaresOf(narrow, [0, 0], [1, 1]),
        grid: { size, channels: o },
        bounds: { size: [I - row, J], waste },
      }),
      ...finish.band({
        ...band,
        row,
        rows: Math.min(TILE * rows, I - row),
      }),
    ];
  });
  runtime.parallel(jobs, {
    work: gemmWork([batch * I * J / TILE ** 2, o, elements * depth]),
    ownBytes: own.bytes,
  });
}

/** For every element, the transformed taps of all phases as one packed matrix. */
function filterPanels(
  runtime: WasmRuntime,
  { w, shapes: { w: [kh, kw, c, o] }, geometry: { strides } }: Convolution,
  phases: readonly WidePhase[],
  { kernelRows, zero }: { kernelRows: number; zero: number },
  to: number,
): void {
  const depth = phases.length * c, element = panelsBytes(o, depth);
  transformTaps(
    runtime,
    {
      gather: {
        address: runtime.address(w),
        table: kernelRows,
        runs: zero,
        runLength: o,
        along: "lanes",
      },
      size: [o, c],
      bytes: [c * o * 4, panelsBytes(o, c)],
      kernel: [kh, kw],
      strides,
    },
    // Within a panel of 8 columns, the channels of the phases follow each other.
    phases.map(({ rest, taps }, phase) => ({
      first: rest,
      taps,
      descends: false,
      to: { address: to + phase * c * 32, square: depth * 32, element },
    })),
    c * 8,
  );
}

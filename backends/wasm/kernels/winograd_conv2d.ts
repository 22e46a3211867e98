/** The 2-D convolution by Winograd's filtering: the phases of its input count as channels. */

import type { WasmRuntime } from "../runtime.ts";
import { winogradTaps } from "./choose.ts";
import type { Convolution } from "./conv2d_shapes.ts";
import { type Panels, panelsBytes } from "./gemm.ts";
import {
  multiplySpectra,
  packTaps,
  phasesToSpectra,
  planSpectra,
  rectangleOf,
  spectraAt,
  spectraBytes,
  squaresOf,
  surround,
} from "./winograd.ts";
import { TILE } from "./winograd_matrices.ts";
import { fromSpectra, toSpectra } from "./winograd_transform.ts";

/** Squares of a band: few enough that their spectra stay in the cache. */
const SQUARES = 64;

/** Like `runByWindows`, for two or three taps a phase. */
export function runConv2DByWinograd(
  runtime: WasmRuntime,
  call: Convolution,
): void {
  const { x, out, shapes, geometry, finish } = call;
  const { x: [, H, W, c], y: [batch, I, J, o] } = shapes;
  const { strides } = geometry, taps = winogradTaps(shapes, geometry)!;
  const depth = strides[0] * strides[1] * c;
  const plan = runtime.plans.get(
    JSON.stringify(["winograd conv2d", shapes, geometry]),
    (put) => ({
      ...planSpectra(put, [batch, I, J], depth, o, SQUARES),
      kernelRows: put(c, (k) => k * o * 4),
    }),
  );
  const { squares } = plan, elements = (taps + 1) ** 2;
  const [height, width] = rectangleOf(plan, geometry, plan.bands[0], taps).size;

  using filters = runtime.scratch(elements * panelsBytes(o, depth));
  const panels = filterPanels(runtime, call, taps, plan, filters.address);
  using copy = runtime.scratch(plan.bands[0].images * height * width * c * 4);
  using data = runtime.scratch(spectraBytes(elements, squares, depth));
  using sums = runtime.scratch(spectraBytes(elements, squares, o));
  using waste = runtime.scratch(o * 4);
  const left = spectraAt(data.address, squares, depth);
  const right = spectraAt(sums.address, squares, o);
  const images = {
    address: runtime.address(x),
    height: H,
    width: W,
    channels: c,
  };
  for (const band of plan.bands) {
    const rectangle = rectangleOf(plan, geometry, band, taps);
    const around = surround(runtime, images, band, rectangle, copy.address);
    const size = [band.images, band.rows, plan.columns] as const;
    phasesToSpectra(runtime, taps, strides, around, left, {
      size,
      channels: c,
    });
    multiplySpectra(runtime, plan, {
      left,
      panels,
      right,
      size: [band.images * band.rows * plan.columns, o, depth],
    });
    const row = TILE * band.row, rowBytes = J * o * 4;
    const narrow = {
      address: runtime.address(out) + (band.image * I + row) * rowBytes,
      image: I * rowBytes,
      row: rowBytes,
      pixel: o * 4,
    };
    fromSpectra(runtime, taps, "output", {
      from: right,
      to: squaresOf(narrow, [0, 0], [1, 1]),
      grid: { size, channels: o },
      bounds: { size: [I - row, J], waste: waste.address },
    });
    finish.band({ ...band, row, rows: Math.min(TILE * band.rows, I - row) });
  }
}

/** For every element, the transformed taps of all phases as one packed matrix. */
function filterPanels(
  runtime: WasmRuntime,
  { w, shapes, geometry: { strides } }: Convolution,
  taps: 2 | 3,
  { kernelRows, zero }: { kernelRows: number; zero: number },
  to: number,
): Panels[] {
  const [kh, kw, c, o] = shapes.w;
  const bytes = panelsBytes(o, c), elements = (taps + 1) ** 2;
  const all = [strides[0] * taps, strides[1] * taps] as const;
  const row = all[1] * bytes;
  using packed = runtime.scratch(all[0] * row);
  packTaps(runtime, {
    kernel: [kh, kw],
    all,
    tapBytes: c * o * 4,
    gather: {
      address: runtime.address(w),
      table: kernelRows,
      runs: zero,
      runLength: o,
      along: "lanes",
    },
    size: [o, c],
    bytes,
  }, packed.address);

  // A panel of 8 columns of one tap is a run of all its channels.
  const panel = c * 32, phases = strides[0] * strides[1];
  const element = phases * bytes;
  for (let phase = 0; phase < phases; phase++) {
    const top = Math.floor(phase / strides[1]), left = phase % strides[1];
    toSpectra(runtime, taps, "filter", {
      from: {
        address: packed.address + top * row + left * bytes,
        image: 0,
        square: [0, panel],
        pixel: [strides[0] * row, strides[1] * bytes],
      },
      to: { address: to + phase * panel, square: phases * panel, element },
      grid: { size: [1, 1, bytes / panel], channels: panel / 4 },
    });
  }
  return Array.from({ length: elements }, (_, i) => ({
    address: to + i * element,
    panelBytes: phases * panel,
    rowBytes: 32,
  }));
}

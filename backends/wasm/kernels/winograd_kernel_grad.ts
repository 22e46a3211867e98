/** The gradient of the 2-D convolution in its kernel by Winograd's filtering, the adjoint of the one in winograd_conv2d.ts. */

import type { Job, WasmRuntime } from "../runtime.ts";
import { partsOf } from "../threads/parts.ts";
import { winogradTaps } from "./choose.ts";
import type { KernelGrad } from "./conv2d_shapes.ts";
import { gemmJobs, gemmWork, packWork, panelsAt, panelsBytes } from "./gemm.ts";
import {
  phasesToSpectra,
  planSpectra,
  rectangleOf,
  spectraAt,
  spectraBytes,
  squaresOf,
  surround,
} from "./winograd.ts";
import { TILE } from "./winograd_matrices.ts";
import {
  needing,
  whole,
  type WidePhase,
  widePhases,
} from "./winograd_phases.ts";
import { fromSpectra, toSpectra, transformWork } from "./winograd_transform.ts";

/** Squares of a band, which are the depth of its products: at least, and at most. */
const LEAST_SQUARES = 128, MOST_SQUARES = 512;
/** Floats of a band's spectra, unless it has the least squares. */
const MOST_FLOATS = 2 ** 22;
/** Jobs of a transform at most, and floats of a pixel that one of them works on at least. */
const JOBS = 16, LEAST_CHANNELS = 32;

/** Like `runKernelGradByWindows`, for two or three taps a phase. */
export function runKernelGradByWinograd(
  runtime: WasmRuntime,
  { x, dy, out, shapes, geometry }: KernelGrad,
): void {
  const { x: [, H, W, c], w: [kh, kw], y: [batch, I, J, o] } = shapes;
  const { strides } = geometry, taps = winogradTaps(shapes, geometry)!;
  const phases = widePhases([kh, kw], strides, taps);
  const depth = phases.length * c;
  const elements = (taps + 1) ** 2;
  const wanted = MOST_FLOATS / (elements * (depth + o));
  const most = Math.max(LEAST_SQUARES, Math.min(MOST_SQUARES, wanted));
  const plan = runtime.plans.get(
    JSON.stringify(["winograd kernel grad", shapes, geometry]),
    (put) => ({
      ...planSpectra(put, [batch, I, J], depth, 8, most),
      sums: put(depth, (k) => k * o * 4),
    }),
  );
  const { squares } = plan;
  const [height, width] =
    rectangleOf(plan, geometry, plan.bands[0], shapes.w).size;
  const [{ images, rows }] = plan.bands;
  const wide = {
    address: runtime.address(x),
    height: H,
    width: W,
    channels: c,
  };
  const narrow = {
    address: runtime.address(dy),
    height: I,
    width: J,
    channels: o,
  };
  const evenBytes = images * TILE * rows * TILE * plan.columns * o * 4;

  using copy = runtime.scratch(images * height * width * c * 4);
  using evenCopy = runtime.scratch(evenBytes);
  using data = runtime.scratch(spectraBytes(elements, squares, depth));
  using grads = runtime.scratch(elements * panelsBytes(o, squares));
  using sums = runtime.scratch(spectraBytes(elements, depth, o));
  plan.bands.forEach((band, index) => {
    const count = band.images * band.rows * plan.columns;
    const size = [band.images, band.rows, plan.columns] as const;
    const left = spectraAt(data.address, count, depth);
    const seen = surround(
      runtime,
      wide,
      band,
      rectangleOf(plan, geometry, band, shapes.w),
      copy.address,
    );
    const even = surround(runtime, narrow, band, {
      start: [TILE * band.row, 0],
      size: [TILE * band.rows, TILE * plan.columns],
    }, evenCopy.address);
    runtime.parallel([seen.before, even.before], {
      work: packWork(TILE ** 2 * count * (depth + o)),
    });

    const { address, ...places } = squaresOf(even.places, [0, 0], [1, 1]);
    const element = panelsBytes(o, count);
    const panelJobs = partsOf(o, o / 8, 8).map(([from, end]): Job => [
      toSpectra(runtime, whole(taps), "outputGrad", {
        from: { address: address + from * 4, ...places },
        to: {
          address: grads.address + from * count * 4,
          square: 32,
          element,
        },
        grid: { size, channels: end - from },
      }),
    ]);
    const dataJobs = partsOf(c, JOBS, LEAST_CHANNELS).map(([from, end]): Job =>
      phasesToSpectra(
        runtime,
        phases,
        strides,
        { ...seen.places, address: seen.places.address + from * 4 },
        { ...left, address: left.address + from * 4 },
        { size, channels: end - from },
      )
    );
    runtime.parallel([...dataJobs, ...panelJobs], {
      work: transformWork(elements * count * (depth + o)),
    });

    const products = Array.from({ length: elements }, (_, i) => {
      const [from, end] = needing(phases, i);
      return gemmJobs(runtime, {
        // The squares are the depth now, and their channels the rows.
        a: {
          address: left.address + i * left.element + from * c * 4,
          table: plan.wide,
          runs: plan.zero,
          runLength: depth,
          along: "lanes",
        },
        b: panelsAt(grads.address + i * element, count),
        c: sums.address + (i * depth + from * c) * o * 4,
        cRows: plan.sums,
        size: [(end - from) * c, o, count],
        accumulate: index > 0,
      });
    });
    runtime.parallel(products.flat(), {
      work: gemmWork([depth, o, elements * count]),
    });
  });
  storeTaps(runtime, { x, dy, out, shapes, geometry }, phases, sums.address);
}

/** Transforms the sums of each phase back to its taps. */
function storeTaps(
  runtime: WasmRuntime,
  { out, shapes: { w: [, kw, c, o] }, geometry: { strides } }: KernelGrad,
  phases: readonly WidePhase[],
  sums: number,
): void {
  const tapBytes = c * o * 4;
  const parts = partsOf(c * o, JOBS, LEAST_CHANNELS);
  const jobs = parts.map(([from, end]): Job =>
    phases.map(({ rest: [a, b], taps }, phase) =>
      fromSpectra(runtime, taps, "filterGrad", {
        from: {
          address: sums + phase * tapBytes + from * 4,
          square: 0,
          element: phases.length * tapBytes,
        },
        to: {
          address: runtime.address(out) + (a * kw + b) * tapBytes + from * 4,
          image: 0,
          square: [0, 0],
          pixel: [strides[0] * kw * tapBytes, strides[1] * tapBytes],
        },
        grid: { size: [1, 1, 1], channels: end - from },
        // A missing tap is not stored at all.
        bounds: { size: [taps.count, taps.count], waste: 0 },
      })
    )
  );
  const floats = phases.length * tapBytes * phases[0].taps.count ** 2 / 4;
  runtime.parallel(jobs, { work: transformWork(2 * floats) });
}

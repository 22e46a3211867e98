/** The gradient of the 2-D convolution in its kernel by Winograd's filtering, the adjoint of the one in winograd_conv2d.ts. */

import type { WasmRuntime } from "../runtime.ts";
import { winogradTaps } from "./choose.ts";
import type { KernelGrad } from "./conv2d_shapes.ts";
import { gemm, panelsBytes } from "./gemm.ts";
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
import { fromSpectra, toSpectra } from "./winograd_transform.ts";

/** Squares of a band: the depth of its products. */
const SQUARES = 512;

/** Like `runKernelGradByWindows`, for two or three taps a phase. */
export function runKernelGradByWinograd(
  runtime: WasmRuntime,
  { x, dy, out, shapes, geometry }: KernelGrad,
): void {
  const { x: [, H, W, c], w: [kh, kw], y: [batch, I, J, o] } = shapes;
  const { strides } = geometry, taps = winogradTaps(shapes, geometry)!;
  const depth = strides[0] * strides[1] * c;
  const plan = runtime.plans.get(
    JSON.stringify(["winograd kernel grad", shapes, geometry]),
    (put) => ({
      ...planSpectra(put, [batch, I, J], depth, 8, SQUARES),
      sums: put(depth, (k) => k * o * 4),
    }),
  );
  const { squares } = plan, elements = (taps + 1) ** 2;
  const [height, width] = rectangleOf(plan, geometry, plan.bands[0], taps).size;
  const [{ images: most, rows }] = plan.bands;
  const wide = {
    address: runtime.address(x),
    height: H,
    width: W,
    channels: c,
  };
  const narrow = {
    ...wide,
    address: runtime.address(dy),
    height: I,
    width: J,
    channels: o,
  };

  using copy = runtime.scratch(most * height * width * c * 4);
  using dyCopy = runtime.scratch(
    most * TILE * rows * TILE * plan.columns * o * 4,
  );
  using data = runtime.scratch(spectraBytes(elements, squares, depth));
  using grads = runtime.scratch(elements * panelsBytes(o, squares));
  using sums = runtime.scratch(spectraBytes(elements, depth, o));
  plan.bands.forEach((band, index) => {
    const count = band.images * band.rows * plan.columns;
    const size = [band.images, band.rows, plan.columns] as const;
    const left = spectraAt(data.address, count, depth);
    const rectangle = rectangleOf(plan, geometry, band, taps);
    const around = surround(runtime, wide, band, rectangle, copy.address);
    phasesToSpectra(runtime, taps, strides, around, left, {
      size,
      channels: c,
    });
    const even = surround(runtime, narrow, band, {
      start: [TILE * band.row, 0],
      size: [TILE * band.rows, TILE * plan.columns],
    }, dyCopy.address);
    const panel = count * 32, element = panelsBytes(o, count);
    for (let channel = 0; channel < o; channel += 8) {
      const { address, ...places } = squaresOf(even, [0, 0], [1, 1]);
      toSpectra(runtime, taps, "outputGrad", {
        from: { address: address + channel * 4, ...places },
        to: {
          address: grads.address + (channel / 8) * panel,
          square: 32,
          element,
        },
        grid: { size, channels: Math.min(8, o - channel) },
      });
    }
    for (let i = 0; i < elements; i++) {
      gemm(runtime, {
        // The squares are the depth now, and their channels the rows.
        a: {
          address: left.address + i * left.element,
          table: plan.wide,
          runs: plan.zero,
          runLength: depth,
          along: "lanes",
        },
        b: {
          address: grads.address + i * element,
          panelBytes: panel,
          rowBytes: 32,
        },
        c: sums.address + i * depth * o * 4,
        cRows: plan.sums,
        size: [depth, o, count],
        accumulate: index > 0,
      });
    }
  });

  const tapBytes = c * o * 4,
    { address, element } = spectraAt(sums.address, depth, o);
  using waste = runtime.scratch(tapBytes);
  for (let a = 0; a < strides[0]; a++) {
    for (let b = 0; b < strides[1]; b++) {
      const phase = a * strides[1] + b;
      fromSpectra(runtime, taps, "filterGrad", {
        from: { address: address + phase * tapBytes, square: 0, element },
        to: {
          address: runtime.address(out) + (a * kw + b) * tapBytes,
          image: 0,
          square: [0, 0],
          pixel: [strides[0] * kw * tapBytes, strides[1] * tapBytes],
        },
        grid: { size: [1, 1, 1], channels: c * o },
        bounds: {
          size: [
            Math.ceil((kh - a) / strides[0]),
            Math.ceil((kw - b) / strides[1]),
          ],
          waste: waste.address,
        },
      });
    }
  }
}

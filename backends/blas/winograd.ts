/** Winograd's minimal filtering with the products of the library: when it pays, and how spectra are multiplied. */

import type { Conv2DGeometry } from "../backend.ts";
import {
  type Algorithm,
  type Conv2DShapes,
  type Multiplier,
  savedByConv2D,
  savedByInputGrad,
  type TapCount,
  winogradTaps,
} from "../wasm/mod.ts";
import { productJobs } from "./products.ts";
import { sgemmCall } from "./sgemm.ts";

/**
 * The savings from which the transforms pay, as measured (docs/decisions/blas_in_place.md), by taps: those for more of them
 * add up more.
 */
const WORTH_TRANSFORMING: Readonly<Record<TapCount, number>> = {
  2: 20,
  3: 30,
  4: 60,
  5: 60,
};

/** Of the convolution, and of its gradient in the kernel. */
export function chooseConv2D(
  shapes: Conv2DShapes,
  geometry: Conv2DGeometry,
  preferred?: Algorithm,
): "windows" | "winograd" {
  const saved = savedByConv2D(shapes, geometry);
  return choose(saved, winogradTaps(shapes, geometry), preferred);
}

/** Of the transposed convolution. */
export function chooseInputGrad(
  shapes: Conv2DShapes,
  geometry: Conv2DGeometry,
  preferred?: Algorithm,
): "windows" | "winograd" {
  const saved = savedByInputGrad(shapes, geometry);
  return choose(saved, winogradTaps(shapes, geometry), preferred);
}

function choose(
  saved: number | undefined,
  taps: TapCount | undefined,
  preferred?: Algorithm,
): "windows" | "winograd" {
  if (saved === undefined || taps === undefined) return "windows";
  const pays = preferred
    ? preferred === "winograd"
    : saved > WORTH_TRANSFORMING[taps];
  return pays ? "winograd" : "windows";
}

/** The library's products of spectra; matrices are dense. */
export const DENSE: Multiplier = {
  // The library packs the filters for each band.
  tiles: 256,
  width: (columns) => columns,
  taps: (_, { gather: { address } }) => ({ address, [Symbol.dispose]() {} }),
  call(runtime, plan, product, tiles) {
    const { left, matrix: { address }, terms, right, size } = product;
    const [columns, depth] = size;
    return sgemmCall(runtime, {
      a: { address: left, pitch: plan.wide },
      // Taps are [c, o].
      b: terms === "c"
        ? { address, pitch: columns }
        : { address, pitch: depth, transposed: true },
      c: { address: right, pitch: plan.narrow },
      size: [tiles, columns, depth],
    });
  },
  jobs(runtime, { left: { address, pitch }, right, out, size, accumulate }) {
    const [, columns] = size;
    return productJobs(runtime, {
      a: { address, pitch, transposed: true },
      b: { address: right, pitch: columns },
      c: { address: out.address, pitch: columns },
      size,
      accumulate,
    });
  },
};

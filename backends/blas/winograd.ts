/** Winograd's minimal filtering with the products of the library: how spectra are multiplied. */

import type { Multiplier } from "../wasm/mod.ts";
import { productJobs } from "./products.ts";
import { sgemmCall } from "./sgemm.ts";

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

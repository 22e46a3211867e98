/** Spectra are multiplied by the GEMM of this backend. */

import type { Job } from "../../../runtime.ts";
import { FLOAT_BYTES } from "../../../sizes.ts";
import {
  gemmCall,
  gemmJobs,
  packCall,
  packWork,
  panelsAt,
  panelsBytes,
} from "../../gemm/gemm.ts";
import { COLUMNS } from "../../gemm/tile.ts";
import type { Multiplier } from "./multiplier.ts";

/** The multiplier of this backend. */
export const PANELS: Multiplier = {
  tiles: 64,
  width: () => COLUMNS,
  taps(runtime, { gather, size: [columns, depth], count }) {
    const from = columns * depth * FLOAT_BYTES;
    const to = panelsBytes(columns, depth);
    const packed = runtime.scratch(count * to);
    const jobs = Array.from({ length: count }, (_, tap): Job => {
      const address = gather.address + tap * from;
      const place = packed.address + tap * to, whole = [0, columns] as const;
      return [packCall(runtime, { ...gather, address }, depth, place, whole)];
    });
    runtime.parallel(jobs, { work: packWork(count * to / FLOAT_BYTES) });
    return packed;
  },
  call(runtime, plan, { left, matrix, right, size: [columns, depth] }, tiles) {
    return gemmCall(runtime, {
      a: { ...plan.left, address: left },
      b: panelsAt(matrix.address, matrix.depth),
      c: right,
      cRows: plan.right,
      size: [tiles, columns, depth],
      accumulate: false,
    });
  },
  jobs(runtime, { left, right, out, size, accumulate }) {
    return gemmJobs(runtime, {
      a: { ...left.tables, address: left.address },
      b: panelsAt(right, size[2]),
      c: out.address,
      cRows: out.rows,
      size,
      accumulate,
    });
  },
};

/** A few numbers written by a kernel, in order with what has been recorded. */

import type { GpuBuffer } from "../pool.ts";
import type { GpuRuntime } from "../runtime.ts";
import { floatToWord } from "../math/float.ts";
import { declareParams } from "./shader.ts";

/** How many numbers go this way at most: one slot of parameters. */
export const MOST_FILLED = 64;

/** Writes numbers to a buffer from its start. */
export function runFill(
  runtime: GpuRuntime,
  buffer: GpuBuffer,
  data: ArrayLike<number>,
): void {
  const { length } = data;
  runtime.recorder.dispatch({
    label: `write [${length}]`,
    key: `write ${length}`,
    code: () =>
      `@group(0) @binding(0) var<storage, read_write> b0: array<u32>;
${declareParams(length)}
@compute @workgroup_size(${MOST_FILLED})
fn main(@builtin(local_invocation_index) i: u32) {
  if (i < ${length}u) { b0[i] = params[i >> 2u][i & 3u]; }
}
`,
    bindings: [{ buffer, access: "read_write" }],
    workgroups: [1, 1, 1],
    params: Array.from(data, floatToWord),
  });
}

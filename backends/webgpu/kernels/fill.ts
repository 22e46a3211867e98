/** Writes of a few numbers by a kernel, in the order of what has been recorded. */

import type { GpuBuffer } from "../pool.ts";
import type { GpuRuntime } from "../runtime.ts";
import { floatToWord } from "../math/float.ts";
import { SLOT_WORDS } from "../recorder.ts";
import { Params } from "./shader.ts";

/** The most numbers that are written so: one slot of parameters, less the word that counts them. */
export const MOST_FILLED = SLOT_WORDS - 1;

/** Writes numbers to a buffer from its start. */
export function runFill(
  runtime: GpuRuntime,
  buffer: GpuBuffer,
  data: ArrayLike<number>,
): void {
  const { length } = data, params = new Params(true);
  const words = Array.from(data, floatToWord);
  const count = params.word(length);
  words.forEach((word) => params.word(word));
  runtime.recorder.dispatch({
    label: `write [${length}]`,
    key: "write",
    code: () =>
      `@group(0) @binding(0) var<storage, read_write> b0: array<u32>;
${params.declare()}
@compute @workgroup_size(${SLOT_WORDS})
fn main(@builtin(local_invocation_index) i: u32) {
  if (i < ${count}) { b0[i] = params[(i + 1u) >> 2u][(i + 1u) & 3u]; }
}
`,
    bindings: [{ buffer, access: "read_write" }],
    workgroups: [1, 1, 1],
    params: params.words,
  });
}

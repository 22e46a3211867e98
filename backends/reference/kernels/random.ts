/** `Backend.random` as its definition reads. */

import type { Operand } from "../../backend.ts";
import { blockWords, threefry2x32, toUniform } from "../../threefry.ts";
import { sizeOf } from "../../view.ts";
import { dataOf } from "../host_buffer.ts";

/** Two uniform numbers from each block. */
export function random(
  key: readonly [number, number],
  counter: number,
  out: Operand,
): void {
  const data = dataOf(out), { offset, shape } = out.view;
  const size = sizeOf(shape);
  for (let i = 0; i < size; i += 2) {
    const words = threefry2x32(key, blockWords(counter + i / 2));
    data[offset + i] = toUniform(words[0]);
    if (i + 1 < size) data[offset + i + 1] = toUniform(words[1]);
  }
}

/** Cuts loops into parts that threads can run at the same time. */

import { type Part, partsOf } from "../threads/parts.ts";
import { type Loop, shifted } from "./axes.ts";

/** Elements of a row are cut into multiples of a cache line. */
const LINE = 16;

/** The loop in at most about `count` parts, along the outermost axis that is long enough, or else the longest. */
export function splitLoop({ addresses, axes }: Loop, count: number): Loop[] {
  const sizes = axes.map(({ size }) => size);
  const enough = sizes.findIndex((size) => size >= count);
  const cut = enough >= 0 ? enough : sizes.indexOf(Math.max(...sizes));
  const { size, strides } = axes[cut];
  const step = cut === axes.length - 1 ? LINE : 1;
  return partsOf(size, count, step).map(([from, end]: Part) => ({
    addresses: shifted(addresses, strides, from),
    axes: axes.with(cut, { size: end - from, strides }),
  }));
}

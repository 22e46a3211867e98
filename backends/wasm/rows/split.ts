/** Cuts loops into parts that threads can run at the same time. */

import { partsOf } from "../threads/parts.ts";
import { type Loop, shifted } from "./loop.ts";

/** Elements of a row are cut into multiples of a cache line. */
const LINE = 16;
/** Elements of a row that are enough for a thread. */
const STRETCH = 16 * LINE;
/** Parts that are enough. */
const FEW = 8;

/**
 * The loop in at most about `count` parts, along the outermost axis that is long enough, or else the longest; rows stay
 * whole if there are a few of them, as short ones take longer.
 */
export function splitLoop(loop: Loop, count: number): Loop[] {
  if (count <= 1) return [loop];
  const sizes = loop.axes.map(({ size }) => size);
  const outer = sizes.slice(0, -1);
  const longest = Math.max(...outer);
  const enough = outer.findIndex((size) => size >= count);
  if (enough >= 0) return cut(loop, enough, count);
  const axis = longest >= Math.min(count, FEW)
    ? outer.indexOf(longest)
    : sizes.indexOf(Math.max(...sizes));
  return cut(loop, axis, count);
}

/** Parts of a fold, whose last operand is the output. */
export interface SplitFold {
  /** The parts. */
  readonly loops: readonly Loop[];
  /** Whether all have the same outputs, which are then to be folded once more. */
  readonly isFolded: boolean;
}

/** A fold in at most about `count` parts: with outputs of their own, if there are enough of them. */
export function splitFold(loop: Loop, count: number): SplitFold {
  const { axes, addresses } = loop;
  const out = addresses.length - 1;
  if (count <= 1) return { loops: [loop], isFolded: false };
  const lengths = axes.map(({ size }, i) =>
    i === axes.length - 1 ? Math.floor(size / STRETCH) : size
  );
  const longest = (isFolded: boolean): number => {
    const found = lengths.map((length, i) =>
      (axes[i].strides[out] === 0) === isFolded ? length : 0
    );
    return found.indexOf(Math.max(1, ...found));
  };
  const kept = longest(false), folded = longest(true);
  const isFolded = folded >= 0 && !(lengths[kept] >= Math.min(count, FEW));
  const axis = isFolded ? folded : kept;
  const loops = axis < 0 ? [loop] : cut(loop, axis, count);
  return { loops, isFolded: isFolded && loops.length > 1 };
}

function cut({ addresses, axes }: Loop, axis: number, count: number): Loop[] {
  const { size, strides } = axes[axis];
  const step = axis === axes.length - 1 ? LINE : 1;
  return partsOf(size, count, step).map(([from, end]) => ({
    addresses: shifted(addresses, strides, from),
    axes: axes.with(axis, { size: end - from, strides }),
  }));
}

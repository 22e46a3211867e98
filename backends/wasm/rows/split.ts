/** Cuts loops into parts that threads can run at the same time. */

import { FLOAT_BYTES, LINE_BYTES } from "../sizes.ts";
import { partsOf } from "../threads/parts.ts";
import { type Loop, shifted } from "./loop.ts";

/** Elements of a cache line, of which rows are cut into multiples. */
const LINE = LINE_BYTES / FLOAT_BYTES;
/** Elements of a row that keep a thread busy. */
const STRETCH = 16 * LINE;
/** Parts that are enough. */
const FEW = 8;

/**
 * The loop in about `count` parts, along the outermost axis that is long enough and those before it, or else the longest;
 * rows stay whole if there are a few of them, as short ones take longer.
 */
export function splitLoop(loop: Loop, count: number): Loop[] {
  if (count <= 1) return [loop];
  const sizes = loop.axes.map(({ size }) => size);
  const outer = sizes.slice(0, -1);
  const longest = Math.max(...outer);
  const enough = outer.findIndex((size) => size >= count);
  if (enough >= 0) return cutFrom(loop, 0, count);
  const axis = longest >= Math.min(count, FEW)
    ? outer.indexOf(longest)
    : sizes.indexOf(Math.max(...sizes));
  return cutLoop(loop, axis, count);
}

/** The same from an axis on, index by index as long as that gives too few: what a part reads lies as near as can be. */
function cutFrom(loop: Loop, axis: number, count: number): Loop[] {
  if (count <= 1) return [loop];
  const { size } = loop.axes[axis];
  if (size >= count) return cutLoop(loop, axis, count);
  return cutLoop(loop, axis, size)
    .flatMap((part) => cutFrom(part, axis + 1, count / size));
}

/**
 * The axis of a reduction along which its terms are to be cut into at most about `count` parts; -1 if its results are enough
 * to be cut, or nothing is.
 */
export function partedAxis(
  sizes: readonly number[],
  isReduced: readonly boolean[],
  count: number,
): number {
  if (count <= 1) return -1;
  const lengths = sizes.map((size, i) =>
    i === sizes.length - 1 ? Math.floor(size / STRETCH) : size
  );
  const longest = (reduced: boolean): number => {
    const own = lengths.map((length, i) =>
      isReduced[i] === reduced ? length : 0
    );
    return own.indexOf(Math.max(1, ...own));
  };
  const axis = longest(true);
  const isEnough = lengths[longest(false)] >= Math.min(count, FEW);
  return isEnough || lengths[axis] <= 1 ? -1 : axis;
}

/** A reduction, whose last operand is the output, in at most about `count` parts with outputs of their own. */
export function splitReduction(loop: Loop, count: number): Loop[] {
  if (count <= 1) return [loop];
  const { axes, addresses } = loop, out = addresses.length - 1;
  const lengths = axes.map(({ size, strides }, i) => {
    if (strides[out] === 0) return 0;
    return i === axes.length - 1 ? Math.floor(size / STRETCH) : size;
  });
  const axis = lengths.indexOf(Math.max(2, ...lengths));
  return axis < 0 ? [loop] : cutLoop(loop, axis, count);
}

/** A loop in at most about `count` parts along an axis. */
export function cutLoop(
  { addresses, axes }: Loop,
  axis: number,
  count: number,
): Loop[] {
  const { size, strides } = axes[axis];
  const step = axis === axes.length - 1 ? LINE : 1;
  return partsOf(size, count, step).map(([from, end]) => ({
    addresses: shifted(addresses, strides, from),
    axes: axes.with(axis, { size: end - from, strides }),
  }));
}

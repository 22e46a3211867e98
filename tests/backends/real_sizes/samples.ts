/** Which elements of a large result are looked at: all corners and edges, and many drawn at random. */

import type { Shape, View } from "../../../backends/view.ts";
import { Draw } from "../conformance/layouts.ts";

/** Indices of a shape: all of them if they are few, else the corners and about `count` others. */
export function samplesOf(shape: Shape, count: number): number[][] {
  const size = shape.reduce((a, b) => a * b, 1);
  if (size <= count) return product(shape.map((length) => upTo(length)));
  const corners = product(
    shape.map((length) =>
      [...new Set([0, 1, length - 2, length - 1])].filter((i) =>
        i >= 0 && i < length
      )
    ),
  );
  const draw = new Draw(size);
  const some = corners.length <= count
    ? corners
    : upTo(count).map(() => draw.of(corners));
  const others = upTo(count).map(() =>
    shape.map((length) => draw.below(length))
  );
  return [...some, ...others];
}

/** Where the element at an index lies. */
export function positionOf(
  { strides, offset }: View,
  index: readonly number[],
): number {
  return index.reduce((sum, i, axis) => sum + i * strides[axis], offset);
}

function upTo(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

function product(lists: readonly (readonly number[])[]): number[][] {
  return lists.reduce<number[][]>(
    (all, list) => all.flatMap((index) => list.map((i) => [...index, i])),
    [[]],
  );
}

/** Views of views: how a kernel reads what another kernel would have read for it. */

import {
  axesOf,
  contiguous,
  isDense,
  joinAxes,
  sameShape,
  type Shape,
  sizeOf,
  type View,
} from "../view.ts";

/** The axes of more than one element; neighbours that can be stepped through as one axis are joined. */
function joined(view: View): { size: number; stride: number }[] {
  const axes = joinAxes(axesOf(view.shape, [view.strides], () => 0));
  return axes.map(({ size, strides: [stride] }) => ({ size, stride }));
}

/** Whether a view reads all `length` elements of a buffer in row-major order. */
export function isWhole(view: View, length: number): boolean {
  return view.offset === 0 && sizeOf(view.shape) === length && isDense(view);
}

/** The same elements in row-major order under another shape; undefined if no strides can say that. */
export function reshapeView(view: View, to: Shape): View | undefined {
  if (sameShape(view.shape, to)) return view;
  const size = sizeOf(to);
  if (size === 0 || size !== sizeOf(view.shape)) return undefined;
  const axes = joined(view), strides = to.map(() => 0);
  let { size: rest, stride: step } = axes.pop() ?? { size: 1, stride: 0 };
  for (let i = to.length - 1; i >= 0; i--) {
    if (to[i] === 1) continue;
    if (rest === 1) ({ size: rest, stride: step } = axes.pop()!);
    if (rest % to[i] !== 0) return undefined;
    strides[i] = step;
    rest /= to[i];
    step *= to[i];
  }
  return { shape: to, strides, offset: view.offset };
}

/**
 * What `outer` reads, if it reads a dense buffer that holds the elements of `inner` in row-major order, as a view of
 * the memory of `inner`; undefined if no strides can say that.
 */
export function composeViews(inner: View, outer: View): View | undefined {
  const size = sizeOf(inner.shape);
  if (size === 0 || outer.shape.includes(0)) return undefined;
  if (isWhole(outer, size)) return reshapeView(inner, outer.shape);
  const axes = joined(inner);
  const { strides: dense } = contiguous(axes.map((axis) => axis.size));
  // An index into the buffer, written as an index into the axes; a stride likewise.
  const digitsOf = (index: number): number[] =>
    dense.map((step) => {
      const digit = Math.floor(index / step);
      index -= digit * step;
      return digit;
    });
  const along = (digits: readonly number[]): number =>
    digits.reduce((sum, digit, k) => sum + digit * axes[k].stride, 0);
  const first = digitsOf(outer.offset), reach = [...first];
  const strides: number[] = [];
  for (const [i, count] of outer.shape.entries()) {
    if (count === 1 || outer.strides[i] === 0) {
      strides.push(0);
      continue;
    }
    if (outer.strides[i] < 0) return undefined;
    const digits = digitsOf(outer.strides[i]);
    digits.forEach((digit, k) => reach[k] += digit * (count - 1));
    strides.push(along(digits));
  }
  // Were a digit to pass its axis, the sum of strides would no longer be the stride of the sum.
  if (reach.some((digit, k) => digit >= axes[k].size)) return undefined;
  return { shape: outer.shape, strides, offset: inner.offset + along(first) };
}

/** Whether neighbours along the last axis are not neighbours in memory. */
export function isTransposing({ shape, strides }: View): boolean {
  const last = shape.findLastIndex((size) => size !== 1);
  return last >= 0 && strides[last] !== 0 && strides[last] !== 1;
}

/** Whether two views of one buffer read the same elements in the same order. */
export function sameView(a: View, b: View): boolean {
  return a.offset === b.offset && sameShape(a.shape, b.shape) &&
    a.shape.every((size, i) => size === 1 || a.strides[i] === b.strides[i]);
}

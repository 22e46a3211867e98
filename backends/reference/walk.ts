/** Visits the elements of several views of one shape together. */

import { type Shape, sizeOf, type View } from "../view.ts";

/** Called at each index: `positions[k]` is the place of the element in the buffer of view `k`. */
export type Visit = (positions: Int32Array) => void;

/** Visits every index of a shape in row-major order. */
export function walk(shape: Shape, views: readonly View[], visit: Visit): void {
  const positions = Int32Array.from(views, (view) => view.offset);
  const index = shape.map(() => 0);
  for (let rest = sizeOf(shape); rest > 0; rest--) {
    visit(positions);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      views.forEach((view, k) => positions[k] += view.strides[axis]);
      if (++index[axis] < shape[axis]) break;
      index[axis] = 0;
      views.forEach((view, k) =>
        positions[k] -= shape[axis] * view.strides[axis]
      );
    }
  }
}

/** The view of a result that a reduction over `shape` writes to: axes of size 1 repeat their element. */
export function repeatAxes(view: View, shape: Shape): View {
  const strides = view.strides.map((stride, axis) =>
    view.shape[axis] === 1 ? 0 : stride
  );
  return { shape, strides, offset: view.offset };
}

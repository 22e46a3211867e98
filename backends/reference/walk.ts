/** Visits the elements of several views of one shape together. */

import { type Shape, sizeOf, type View } from "../view.ts";

/** What to do at one index: `positions[k]` is where view `k` has its element, in its buffer. */
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

/** The same positions for all of an axis where `shape` has size 1: what a fold writes to. */
export function repeatAxes(view: View, shape: Shape): View {
  const strides = view.strides.map((stride, axis) =>
    view.shape[axis] === 1 ? 0 : stride
  );
  return { shape, strides, offset: view.offset };
}

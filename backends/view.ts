/** Views: how the elements of a tensor lie in a buffer, which sizes that takes, and axes that several views share. */

import { ShapeError, ValueError } from "../config/errors.ts";

/**
 * Sizes of a tensor's axes, outermost first.
 * @category Tensors
 */
export type Shape = readonly number[];

/**
 * A strided window on a buffer; offset and strides count elements, not bytes.
 * @category Tensors
 */
export interface View {
  /** Sizes of the axes. */
  readonly shape: Shape;
  /** Elements from one index to the next, per axis; 0 repeats an element. */
  readonly strides: readonly number[];
  /** Elements before the first one. */
  readonly offset: number;
}

// Loops, since these run several times in every op.

/** Number of elements in a shape. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let axis = 0; axis < shape.length; axis++) size *= shape[axis];
  return size;
}

/** Whether two shapes are the same, axis by axis. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) {
    if (a[axis] !== b[axis]) return false;
  }
  return true;
}

/** The row-major view of a shape. */
export function contiguous(shape: Shape, offset = 0): View {
  const strides = new Array<number>(shape.length);
  for (let axis = shape.length - 1, step = 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= shape[axis];
  }
  return { shape, strides, offset };
}

/** Whether a view reads its elements in row-major order without gaps, from any offset. */
export function isDense({ shape, strides }: View): boolean {
  let step = 1, isInOrder = true;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis];
    if (size === 0) return true;
    if (size !== 1 && strides[axis] !== step) isInOrder = false;
    step *= size;
  }
  return isInOrder;
}

/** Stretches axes of size one (NumPy's rules) by giving them stride zero. */
export function broadcast(view: View, shape: Shape): View {
  if (sameShape(view.shape, shape)) return view;
  const lead = shape.length - view.shape.length;
  if (lead < 0) throw cannotBroadcast(view.shape, shape);
  const strides = new Array<number>(shape.length);
  for (let axis = 0; axis < shape.length; axis++) {
    const own = axis < lead ? 1 : view.shape[axis - lead];
    if (own !== shape[axis] && own !== 1) {
      throw cannotBroadcast(view.shape, shape);
    }
    const isStretched = axis < lead || own !== shape[axis];
    strides[axis] = isStretched ? 0 : view.strides[axis - lead];
  }
  return { shape, strides, offset: view.offset };
}

/** Whether `broadcast` takes a view of one shape to another. */
export function canStretch(shape: Shape, to: Shape): boolean {
  const lead = to.length - shape.length;
  if (lead < 0) return false;
  for (let axis = 0; axis < shape.length; axis++) {
    const size = shape[axis];
    if (size !== to[lead + axis] && size !== 1) return false;
  }
  return true;
}

/** The shape that several broadcast to together, by NumPy's rules. */
export function broadcastShapes(...shapes: Shape[]): Shape {
  let rank = 0;
  for (let i = 0; i < shapes.length; i++) {
    if (shapes[i].length > rank) rank = shapes[i].length;
  }
  const common = new Array<number>(rank).fill(1);
  for (let i = 0; i < shapes.length; i++) {
    const shape = shapes[i], lead = rank - shape.length;
    for (let axis = 0; axis < shape.length; axis++) {
      const size = shape[axis], so = common[lead + axis];
      if (size === 1 || size === so) continue;
      if (so !== 1) throw cannotBroadcast(...shapes);
      common[lead + axis] = size;
    }
  }
  return common;
}

function cannotBroadcast(...shapes: Shape[]): ShapeError {
  const listed = shapes.map((shape) => `[${shape.join(", ")}]`).join(" and ");
  return new ShapeError(
    `Cannot broadcast ${listed} together: expected axes of equal size or of size 1, aligned at the last axis`,
    { expected: shapes[shapes.length - 1], actual: shapes[0] },
  );
}

/** Puts the axes in another order: axis `i` of the result is axis `axes[i]`. */
export function permute(view: View, axes: readonly number[]): View {
  const { length } = axes;
  const shape = new Array<number>(length), strides = new Array<number>(length);
  for (let i = 0; i < length; i++) {
    shape[i] = view.shape[axes[i]];
    strides[i] = view.strides[axes[i]];
  }
  return { shape, strides, offset: view.offset };
}

/** Restricts every axis to `[start, start + size)`. */
export function window(view: View, start: Shape, size: Shape): View {
  const shift = start.reduce((sum, s, axis) => sum + s * view.strides[axis], 0);
  return { shape: size, strides: view.strides, offset: view.offset + shift };
}

/** Whether a view is made of whole numbers, and every element of it lies in a buffer of `length` elements. */
export function isInside(
  { shape, strides, offset }: View,
  length: number,
): boolean {
  if (!Number.isSafeInteger(offset)) return false;
  let low = offset, high = offset, isEmpty = false;
  for (let axis = 0; axis < shape.length; axis++) {
    const size = shape[axis], stride = strides[axis];
    if (!Number.isSafeInteger(size) || size < 0) return false;
    if (!Number.isSafeInteger(stride)) return false;
    const reach = (size - 1) * stride;
    if (size === 0) isEmpty = true;
    else if (reach > 0) high += reach;
    else low += reach;
  }
  if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high)) return false;
  return isEmpty || (low >= 0 && high < length);
}

/**
 * Refuses what is no number of elements or bytes.
 *
 * @throws {ValueError} if it is not a whole number, or negative, or too large to be exact.
 */
export function checkLength(length: number, of = "elements"): void {
  if (Number.isSafeInteger(length) && length >= 0) return;
  throw new ValueError(
    `Cannot allocate memory: expected a whole number of ${of} from 0 to ${Number.MAX_SAFE_INTEGER}, received ${length}`,
  );
}

/** One axis of a loop. */
export interface Axis {
  /** How many indices it has. */
  readonly size: number;
  /** Elements from one index to the next, for each operand. */
  readonly strides: readonly number[];
}

/** The axes of operands of one shape, the highest `rank` first; axes of size one are left out. */
export function axesOf(
  shape: Shape,
  strides: readonly (readonly number[])[],
  rank: (axis: Axis) => number,
): Axis[] {
  return shape
    .map((size, i) => ({ size, strides: strides.map((own) => own[i]) }))
    .filter(({ size }) => size !== 1)
    .sort((a, b) => rank(b) - rank(a));
}

/** Joins neighbouring axes that every operand can step through as one. */
export function joinAxes(axes: readonly Axis[]): Axis[] {
  const joined: Axis[] = [];
  for (const inner of axes) {
    const outer = joined.at(-1);
    if (outer && continues(outer, inner)) {
      joined.pop();
      joined.push({ size: outer.size * inner.size, strides: inner.strides });
    } else joined.push(inner);
  }
  return joined;
}

/** Whether the outer axis of an operand goes on where its inner axis ends. */
export function continuesAt(
  outer: Axis,
  inner: Axis,
  operand: number,
): boolean {
  return outer.strides[operand] === inner.strides[operand] * inner.size;
}

function continues(outer: Axis, inner: Axis): boolean {
  return inner.strides.every((_, operand) =>
    continuesAt(outer, inner, operand)
  );
}

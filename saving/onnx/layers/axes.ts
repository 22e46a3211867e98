/** Nodes that go along axes, wherever these lie. */

import type { Emission, Value } from "../emission.ts";
import type { Order } from "../order.ts";

/** Axes of a value, negative ones counted from the back. */
export function axesOf({ order }: Value, axes: readonly number[]): number[] {
  return axes.map((axis) => axis < 0 ? axis + order.length : axis);
}

/** Where axes, negative ones counted from the back, lie in a value. */
export function placesOf(x: Value, axes: readonly number[]): number[] {
  return axesOf(x, axes).map((axis) => x.order.indexOf(axis));
}

/** A value whose axes are folded by a node such as ReduceMean. */
export function reduced(
  to: Emission,
  op: string,
  x: Value,
  axes: readonly number[],
  keepdims: boolean,
): Value {
  const places = placesOf(x, axes).sort((a, b) => a - b);
  const folded = places.map((place) => x.order[place]);
  const made = to.map(
    op,
    x,
    { keepdims: { int: keepdims ? 1 : 0 } },
    to.ints(places),
  );
  if (keepdims) {
    const shape = x.shape.map((size, axis) => folded.includes(axis) ? 1 : size);
    return { ...made, shape };
  }
  return {
    ...made,
    shape: x.shape.filter((_, axis) => !folded.includes(axis)),
    order: without(x.order, folded),
  };
}

/** The order of the axes that are left. */
export function without(order: Order, axes: readonly number[]): Order {
  return order.filter((axis) => !axes.includes(axis))
    .map((axis) => axis - axes.filter((gone) => gone < axis).length);
}

/** The sizes of a shape along some axes, and 1 along the others. */
export function spread(
  sizes: readonly number[],
  rank: number,
  axes: readonly number[],
): number[] {
  const shape = new Array<number>(rank).fill(1);
  axes.forEach((axis, i) => shape[axis] = sizes[i]);
  return shape;
}

/** Two values through a node that broadcasts: those of one rank stay in the order in which the first lies. */
export function joined(to: Emission, op: string, a: Value, b: Value): Value {
  const isAlike = a.order.length === b.order.length;
  const [left, right] = isAlike
    ? [a, to.turned(b, a.order)]
    : [to.plain(a), to.plain(b)];
  const [name] = to.node(op, [left.name, right.name]);
  const { order, shape } = left.order.length < right.order.length
    ? right
    : left;
  return { name, order, shape };
}

/** Orders of axes: `order[i]` is the axis that lies at place `i` in memory. */

/** An order of axes. */
export type Order = readonly number[];

/** The axes as they are counted. */
export function plainOrder(rank: number): Order {
  return Array.from({ length: rank }, (_, axis) => axis);
}

/** Behind the batch the channels, then the others: how ONNX wants images. */
export function channelsFirst(rank: number, channels: number): Order {
  const others = plainOrder(rank).filter((axis) =>
    axis !== 0 && axis !== channels
  );
  return [0, channels, ...others];
}

/** What has to be done to what lies in one order to have it in another. */
export function between(from: Order, to: Order): Order {
  return to.map((axis) => from.indexOf(axis));
}

/** The order that undoes one. */
export function inverse(order: Order): Order {
  return plainOrder(order.length).map((axis) => order.indexOf(axis));
}

/** Whether two orders are the same. */
export function sameOrder(a: Order, b: Order): boolean {
  return a.length === b.length && a.every((axis, i) => axis === b[i]);
}

/** The sizes of what lies in an order. */
export function inOrder<T>(sizes: readonly T[], order: Order): T[] {
  return order.map((axis) => sizes[axis]);
}

/** Numbers of a shape with their axes in another order. */
export function reordered(
  data: Float32Array,
  shape: readonly number[],
  order: Order,
): Float32Array {
  const steps = shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((size, one) => size * one, 1)
  );
  const sizes = inOrder(shape, order), strides = inOrder(steps, order);
  // Axes of size 1 are nowhere.
  const moving = order.filter((axis) => shape[axis] > 1);
  if (moving.every((axis, i) => i === 0 || moving[i - 1] < axis)) return data;
  const made = new Float32Array(data.length);
  const place = sizes.map(() => 0);
  for (let to = 0, from = 0; to < made.length; to++) {
    made[to] = data[from];
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++place[axis] < sizes[axis]) break;
      from -= sizes[axis] * strides[axis];
      place[axis] = 0;
    }
  }
  return made;
}

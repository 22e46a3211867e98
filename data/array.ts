/** Numbers with a shape: what a file holds before it becomes a tensor. */

/**
 * Flat data in row-major order, and the shape it has.
 * @category Data
 */
export interface ShapedArray<T extends ArrayLike<number> = Float32Array> {
  /** Sizes, outermost first. */
  readonly shape: readonly number[];
  /** The values, the last axis running fastest. */
  readonly data: T;
}

/** How many values an array of this shape holds. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dim) => size * dim, 1);
}

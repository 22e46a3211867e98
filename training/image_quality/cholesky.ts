/** Matrices as products of narrower ones with themselves turned. */

/**
 * `l` of which `l lᵀ` is a symmetric matrix without negative eigenvalues, `size` x `size`: as many columns as the matrix has
 * rank, each of `size` numbers. Pivoted Cholesky: what is left is split by its largest diagonal element, down to rounding.
 */
export function factorOf(
  matrix: Float64Array,
  size: number,
): Float64Array[] {
  const left = Float64Array.from(
    { length: size },
    (_, i) => matrix[i * size + i],
  );
  const tiny = size * Number.EPSILON * Math.max(0, ...left);
  const columns: Float64Array[] = [];
  while (columns.length < size) {
    const pivot = left.reduce((best, v, i) => v > left[best] ? i : best, 0);
    if (!(left[pivot] > tiny)) break;
    const column = matrix.slice(pivot * size, (pivot + 1) * size);
    for (const earlier of columns) {
      const factor = earlier[pivot];
      for (let i = 0; i < size; i++) column[i] -= factor * earlier[i];
    }
    const root = Math.sqrt(left[pivot]);
    for (let i = 0; i < size; i++) {
      column[i] /= root;
      left[i] -= column[i] ** 2;
    }
    left[pivot] = 0;
    columns.push(column);
  }
  return columns;
}

/** Eigenvalues of symmetric matrices, in float64. */

/**
 * The eigenvalues of a symmetric matrix of finite numbers, `size` x `size`, from the smallest on: it becomes tridiagonal by
 * reflections (Householder), where it can be counted how many lie below a number (Sturm), so that each is found by halving.
 *
 * Golub, Van Loan: Matrix Computations, 8.3 and 8.4. The matrix is written over.
 */
export function eigenvaluesOf(
  matrix: Float64Array,
  size: number,
): Float64Array {
  const { diagonal, beside } = tridiagonal(matrix, size);
  // None lies farther from a diagonal element than those beside it reach (Gershgorin).
  let least = Infinity, most = -Infinity;
  diagonal.forEach((value, i) => {
    const reach = Math.abs(beside[i]) + Math.abs(beside[i - 1] ?? 0);
    least = Math.min(least, value - reach);
    most = Math.max(most, value + reach);
  });
  const squares = beside.map((value) => value * value);
  return Float64Array.from({ length: size }, (_, k) => {
    // Those behind are not smaller.
    let low = least, high = most;
    for (;;) {
      const middle = low + (high - low) / 2;
      if (!(middle > low && middle < high)) {
        least = low;
        return middle;
      }
      if (countBelow(diagonal, squares, middle) > k) high = middle;
      else low = middle;
    }
  });
}

/** How many eigenvalues of a tridiagonal matrix lie below a number: as many as pivots are negative when it is taken off. */
function countBelow(
  diagonal: Float64Array,
  squares: Float64Array,
  number: number,
): number {
  let pivot = 1, count = 0;
  for (let i = 0; i < diagonal.length; i++) {
    const carried = i === 0 ? 0 : squares[i - 1] / pivot;
    pivot = diagonal[i] - number - carried;
    // As if the element were larger by what rounding hides.
    if (pivot === 0) pivot = Number.MIN_VALUE * 2 ** 52;
    if (pivot < 0) count++;
  }
  return count;
}

/** A matrix with the same eigenvalues that is 0 but for its diagonal and what lies beside it. */
function tridiagonal(
  a: Float64Array,
  size: number,
): { diagonal: Float64Array; beside: Float64Array } {
  const diagonal = new Float64Array(size), beside = new Float64Array(size);
  const v = new Float64Array(size), p = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    diagonal[k] = a[k * size + k];
    let norm = 0;
    for (let i = k + 1; i < size; i++) {
      v[i] = a[i * size + k];
      norm = Math.hypot(norm, v[i]);
    }
    if (k + 1 < size) beside[k] = v[k + 1];
    if (k + 2 >= size || norm === 0) continue;
    // The reflection that leaves of the column one element.
    const head = v[k + 1] > 0 ? -norm : norm;
    beside[k] = head;
    v[k + 1] -= head;
    const scale = 1 / (norm * (norm + Math.abs(v[k + 1] + head)));
    // Of the rest A it makes A - v wᵀ - w vᵀ.
    let dot = 0;
    for (let i = k + 1; i < size; i++) {
      let sum = 0;
      const row = i * size;
      for (let j = k + 1; j < size; j++) sum += a[row + j] * v[j];
      p[i] = scale * sum;
      dot += p[i] * v[i];
    }
    for (let i = k + 1; i < size; i++) p[i] -= 0.5 * scale * dot * v[i];
    for (let i = k + 1; i < size; i++) {
      const row = i * size;
      for (let j = k + 1; j < size; j++) {
        a[row + j] -= v[i] * p[j] + p[i] * v[j];
      }
    }
  }
  return { diagonal, beside };
}

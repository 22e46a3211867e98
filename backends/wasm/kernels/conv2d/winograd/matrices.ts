/**
 * Winograd's minimal filtering: two outputs of a filter of `taps` taps, `y[i] = sum over k of d[i + k] * g[k]`, from
 * `taps + 1` products in place of `2 * taps`, as `y = A ((G g) * (B d))`.
 *
 * Applied to rows and columns, images take 9 products for 16 (two taps) and 16 for 36 (three). All entries are halves
 * or whole, so that sums of small whole numbers stay exact. Lavin, Gray: Fast Algorithms for Convolutional Neural
 * Networks (2015).
 */

/** Rows of a matrix. */
export type Matrix = readonly (readonly number[])[];

/** The three matrices of one filter length. */
export interface Winograd {
  /** B, from `taps + 1` inputs. */
  readonly data: Matrix;
  /** G, from the taps. */
  readonly filter: Matrix;
  /** A, to two outputs. */
  readonly output: Matrix;
}

/** Outputs of one tile along an axis. */
export const TILE = 2;

/** The matrices for filters of two and of three taps. */
export const WINOGRAD: Readonly<Record<2 | 3, Winograd>> = {
  2: {
    data: [[1, -1, 0], [0, 1, 0], [0, -1, 1]],
    filter: [[1, 0], [1, 1], [0, 1]],
    output: [[1, 1, 0], [0, 1, 1]],
  },
  3: {
    data: [[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]],
    filter: [[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]],
    output: [[1, 1, 1, 0], [0, 1, -1, -1]],
  },
};

/** A tap that a filter lacks. */
export type Missing = "first" | "last";

/**
 * The matrices for filters without their first or last tap: what belongs to it is zero, and so is what belongs to the
 * product that it alone makes differ from zero.
 */
export function without(
  { data, filter, output }: Winograd,
  missing: Missing | undefined,
): Winograd {
  if (!missing) return { data, filter, output };
  const tap = missing === "first" ? 0 : filter[0].length - 1;
  const taps = filter.map((row) => row.map((x, i) => i === tap ? 0 : x));
  const isUsed = taps.map((row) => row.some((x) => x !== 0));
  return {
    data: data.map((row, i) => row.map((x) => isUsed[i] ? x : 0)),
    filter: taps,
    output: output.map((row) => row.map((x, i) => isUsed[i] ? x : 0)),
  };
}

/** Columns as rows. */
export function transposed(matrix: Matrix): Matrix {
  return matrix[0].map((_, i) => matrix.map((row) => row[i]));
}

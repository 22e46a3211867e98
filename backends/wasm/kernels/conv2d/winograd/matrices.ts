/**
 * Winograd's minimal filtering: two outputs of a filter of `taps` taps, `y[i] = sum over k of d[i + k] * g[k]`, from
 * `taps + 1` products in place of `2 * taps`, as `y = A ((G g) * (B d))`. Filters of more than three taps are two shorter
 * ones beside each other.
 *
 * Applied to rows and columns, images take 9 products for 16 (two taps), 16 for 36 (three), 36 for 64 (four) and 49 for 100
 * (five). All entries are halves or whole, so that sums of small whole numbers stay exact; five taps as one filter would
 * take 36, by entries that cost digits. Lavin, Gray: Fast Algorithms for Convolutional Neural Networks (2015).
 */

/** Rows of a matrix. */
export type Matrix = readonly (readonly number[])[];

/** The three matrices of one filter length; B and G have a row, and A a column, for each product. */
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

const TWO: Winograd = {
  data: [[1, -1, 0], [0, 1, 0], [0, -1, 1]],
  filter: [[1, 0], [1, 1], [0, 1]],
  output: [[1, 1, 0], [0, 1, 1]],
};
const THREE: Winograd = {
  data: [[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]],
  filter: [[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]],
  output: [[1, 1, 1, 0], [0, 1, -1, -1]],
};

/** Lengths of filters that there are matrices for. */
export type TapCount = 2 | 3 | 4 | 5;

/** The matrices by the length of the filter. */
export const WINOGRAD: Readonly<Record<TapCount, Winograd>> = {
  2: TWO,
  3: THREE,
  4: joined(TWO, TWO),
  5: joined(THREE, TWO),
};

/** Whether there are matrices for so many taps. */
export function isTapCount(taps: number): taps is TapCount {
  return Object.hasOwn(WINOGRAD, taps);
}

/** Elements of the spectrum of a tile. */
export function elementsOf(taps: TapCount): number {
  return WINOGRAD[taps].data.length ** 2;
}

/** A filter that is two, one behind the other. */
function joined(first: Winograd, second: Winograd): Winograd {
  const beside = (
    a: Matrix,
    b: Matrix,
    shift: number,
    width: number,
  ): Matrix => [
    ...a.map((row) => [...row, ...zeros(width - row.length)]),
    ...b.map((row) => [
      ...zeros(shift),
      ...row,
      ...zeros(width - shift - row.length),
    ]),
  ];
  const shift = first.filter[0].length;
  const taps = shift + second.filter[0].length;
  return {
    data: beside(first.data, second.data, shift, taps + 1),
    filter: beside(first.filter, second.filter, shift, taps),
    output: first.output.map((row, i) => [...row, ...second.output[i]]),
  };
}

function zeros(count: number): number[] {
  return Array.from({ length: count }, () => 0);
}

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

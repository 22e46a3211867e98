/** Whether a library multiplies rightly: older builds do not on some processors that they are told to take for others. */

/** A product, added to what `c` holds; `transposed` says that `a` and `b` lie column after column. */
export interface Check {
  /** Rows, columns and depth. */
  readonly size: readonly [rows: number, columns: number, depth: number];
  /** How the left and the right matrix lie. */
  readonly transposed: boolean;
  /** The left matrix. */
  readonly a: Float32Array<ArrayBuffer>;
  /** The right matrix. */
  readonly b: Float32Array<ArrayBuffer>;
  /** The result, row after row. */
  readonly c: Float32Array<ArrayBuffer>;
}

/** Blocks of every code and what is left over. */
const SIZES = [[3, 5, 7], [64, 96, 256], [101, 67, 389]] as const;

/** Compares products of small whole numbers, which are exact, with their sums. */
export function multipliesRightly(multiply: (check: Check) => void): boolean {
  return SIZES.every((size) =>
    [false, true].every((transposed) => isRight(multiply, size, transposed))
  );
}

function isRight(
  multiply: (check: Check) => void,
  size: Check["size"],
  transposed: boolean,
): boolean {
  const [rows, columns, depth] = size;
  const a = whole(rows * depth, 7), b = whole(depth * columns, 5);
  const c = new Float32Array(rows * columns).fill(1);
  multiply({ size, transposed, a, b, c });
  return c.every((value, i) => {
    const m = Math.floor(i / columns), n = i % columns;
    let sum = 1;
    for (let k = 0; k < depth; k++) {
      const left = transposed ? a[k * rows + m] : a[m * depth + k];
      sum += left * (transposed ? b[n * depth + k] : b[k * columns + n]);
    }
    return value === sum;
  });
}

/** Whole numbers around 0 without a pattern that matrices could share. */
function whole(length: number, factor: number): Float32Array<ArrayBuffer> {
  return Float32Array.from(
    { length },
    (_, i) => (i * factor + (i >> 3)) % 17 - 8,
  );
}

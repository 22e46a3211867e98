/** Whether a library multiplies rightly: older builds do not on some processors that they are told to take for others. */

/** `cblas_sgemm` with the addresses of its matrices. */
type Sgemm = (
  ...args: [
    ...[order: number, transposeA: number, transposeB: number],
    ...[rows: number, columns: number, depth: number],
    ...[alpha: number, a: bigint, aPitch: number, b: bigint, bPitch: number],
    ...[beta: number, c: bigint, cPitch: number],
  ]
) => void;

/** Rows, columns and depth: blocks of every code and what is left over, and both ways that a matrix can lie. */
const SIZES = [[3, 5, 7], [64, 96, 256], [101, 67, 389]] as const;
const ROW_MAJOR = 101, PLAIN = 111, TRANSPOSED = 112;

/** Compares products of small whole numbers, which are exact, with their sums. */
export function multipliesRightly(sgemm: Sgemm): boolean {
  return SIZES.every((size) =>
    [PLAIN, TRANSPOSED].every((order) => isRight(sgemm, size, order))
  );
}

function isRight(
  sgemm: Sgemm,
  [rows, columns, depth]: readonly [number, number, number],
  order: number,
): boolean {
  const a = whole(rows * depth, 7), b = whole(depth * columns, 5);
  const c = new Float32Array(rows * columns).fill(1);
  const isPlain = order === PLAIN;
  const aPitch = isPlain ? depth : rows, bPitch = isPlain ? columns : depth;
  const [pa, pb, pc] = [a, b, c].map(addressOf);
  sgemm(
    ...[ROW_MAJOR, order, order, rows, columns, depth] as const,
    ...[1, pa, aPitch, pb, bPitch, 1, pc, columns] as const,
  );
  return c.every((value, i) => {
    const m = Math.floor(i / columns), n = i % columns;
    let sum = 1;
    for (let k = 0; k < depth; k++) {
      const left = isPlain ? a[m * depth + k] : a[k * rows + m];
      sum += left * (isPlain ? b[k * columns + n] : b[n * depth + k]);
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

function addressOf(floats: Float32Array<ArrayBuffer>): bigint {
  return Deno.UnsafePointer.value(Deno.UnsafePointer.of(floats));
}

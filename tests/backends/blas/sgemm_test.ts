/** Products that are cut into pieces, as those are that a library packs only beyond some size. */

import { assertEquals } from "@std/assert";
import { openLibrary } from "../../../backends/blas/library.ts";
import { sgemmOf } from "../../../backends/blas/sgemm.ts";
import { testOn } from "../../helpers/missing_backend.ts";

/** Of so many multiplications a product is cut, unless pieces would be so short. */
const LIMITS = { unpacked: 2000, leastPiece: 4 };
/** Rows, columns and terms: not cut, cut into equal pieces and with a rest, and too narrow to be cut. */
const SIZES = [
  [5, 7, 3],
  [40, 10, 30],
  [33, 7, 31],
  [8, 12, 71],
  [6, 40, 60],
  [8, 90, 9],
];

/** Small whole numbers, whose sums are exact. */
function numbers(length: number, seed: number): Float32Array {
  return Float32Array.from(
    { length },
    (_, i) => ((i + 1) * 37 + seed) % 11 - 5,
  );
}

testOn("blas", "products have the same result in pieces", () => {
  const { make, source: own } = sgemmOf({
    ...openLibrary(),
    core: "SkylakeX",
  });
  const source = JSON.stringify({ ...JSON.parse(own), ...LIMITS });
  for (const [rows, columns, depth] of SIZES) {
    for (const flags of [0b000, 0b001, 0b010, 0b011, 0b100, 0b101]) {
      const [byTerms, transposed, accumulate] = [1, 2, 4]
        .map((bit) => flags & bit ? 1 : 0);
      const gap = 2, pages = 1;
      const [aRows, aColumns] = byTerms ? [depth, rows] : [rows, depth];
      const [bRows, bColumns] = transposed
        ? [columns, depth]
        : [depth, columns];
      const [aPitch, bPitch, cPitch] = [aColumns, bColumns, columns]
        .map((length) => length + gap);
      const memory = new WebAssembly.Memory({ initial: pages });
      const floats = new Float32Array(memory.buffer);
      const a = 0, b = aRows * aPitch, c = b + bRows * bPitch;
      floats.set(numbers(c + rows * cPitch, flags));
      const before = floats.slice();
      const sum = (i: number, j: number): number => {
        let total = accumulate ? before[c + i * cPitch + j] : 0;
        for (let k = 0; k < depth; k++) {
          const left = a + (byTerms ? k * aPitch + i : i * aPitch + k);
          const right = b + (transposed ? j * bPitch + k : k * bPitch + j);
          total += before[left] * before[right];
        }
        return total;
      };
      const { sgemm } = make(memory, source, 4) as Record<
        "sgemm",
        (...values: number[]) => void
      >;
      sgemm(
        ...[a, aPitch, byTerms, b, bPitch, transposed, c, cPitch],
        ...[rows, columns, depth, accumulate],
      );
      const expected = before.slice();
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) {
          expected[c + i * cPitch + j] = sum(i, j);
        }
      }
      assertEquals(floats, expected, `${rows}, ${columns}, ${depth}, ${flags}`);
    }
  }
});

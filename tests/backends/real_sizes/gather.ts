/** Tables of real sizes: an embedding of many words, and its gradient. */

import { contiguous } from "../../../backends/view.ts";
import { noise } from "../../helpers/random.ts";
import type { RealCase } from "./case.ts";

/** Groups, rows of the table, indices, elements of a row. */
const SIZES: readonly (readonly [number, number, number, number])[] = [
  [1, 10_007, 4099, 65],
  [1, 300, 20_011, 33],
  [7, 129, 1031, 51],
  [1, 100_003, 513, 1],
];

/** Rows looked up and rows added, by indices from both ends, of which some name none. */
export function gatherCases(): RealCase[] {
  return SIZES.flatMap(([groups, rows, count, width]): RealCase[] => {
    const table = [groups, rows, width], list = [groups, count, width];
    const indices = noise(count, 99).map((x) => Math.trunc(x * (rows + 2)));
    const rowOf = (i: number): number =>
      indices[i] < 0 ? indices[i] + rows : indices[i];
    return [{
      name: `${count} rows of [${table}]`,
      run: (stage) => {
        const from = stage.input(contiguous(table, 3)), { offset } = from.view;
        const index = stage.input(contiguous([count]), padded(indices));
        const out = stage.output(list);
        stage.backend.gather(from, index, out, 0.5);
        const at = ([g, i, j]: readonly number[]) => {
          const row = rowOf(i), isThere = row >= 0 && row < rows;
          const place = offset + (g * rows + row) * width + j;
          const value = isThere ? from.values[place] : 0.5;
          return [value, Math.abs(value)] as const;
        };
        return [{ out, at, terms: 0 }];
      },
    }, {
      name: `${count} rows added to [${table}]`,
      run: (stage) => {
        const from = stage.input(contiguous(list, 1)), { offset } = from.view;
        const index = stage.input(contiguous([count]), padded(indices));
        const out = stage.output(table);
        stage.backend.scatterAdd(from, index, out);
        const at = ([g, row, j]: readonly number[]) => {
          let sum = 0, magnitude = 0;
          for (let i = 0; i < count; i++) {
            if (rowOf(i) !== row) continue;
            const x = from.values[offset + (g * count + i) * width + j];
            sum += x;
            magnitude += Math.abs(x);
          }
          return [sum, magnitude] as const;
        };
        return [{ out, at, terms: count }];
      },
    }];
  });
}

/** Behind the indices, what would be seen if more of them were read. */
function padded(indices: Float32Array): Float32Array {
  return Float32Array.from([...indices, 1, 1, 1]);
}

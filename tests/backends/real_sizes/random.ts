/** More random numbers than one job makes, each compared with the words of its block. */

import {
  blockWords,
  threefry2x32,
  toUniform,
} from "../../../backends/threefry.ts";
import { contiguous } from "../../../backends/view.ts";
import type { RealCase } from "./case.ts";

const LENGTHS = [50_001, 300_003, 1_000_006];
const COUNTERS = [0, 12_345, 2 ** 32 - 70_000, 2 ** 40 + 3];

/** Long sequences from several counters on, one of which carries in the middle. */
export function randomCases(): RealCase[] {
  return LENGTHS.flatMap((length) =>
    COUNTERS.map((counter, i): RealCase => ({
      name: `${length} numbers from block ${counter} on`,
      run: ({ backend, output }) => {
        const key = [7 + i, 0x80000000 + i] as const;
        const out = output(contiguous([length], i));
        backend.random(key, counter, out);
        const at = ([i]: readonly number[]) => {
          const words = threefry2x32(key, blockWords(counter + (i >> 1)));
          const value = toUniform(words[i & 1]);
          return [value, value] as const;
        };
        return [{ out, at, terms: 0 }];
      },
    }))
  );
}

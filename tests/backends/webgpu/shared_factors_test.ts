/** Products of one buffer with itself, whose two views cannot be loaded in the same way. */

import { contiguous, permute, type View } from "../../../backends/view.ts";
import { noise } from "../../helpers/random.ts";
import type { RealCase } from "../real_sizes/case.ts";
import { checkCase } from "../real_sizes/check_case.ts";
import { productAt } from "../real_sizes/definitions.ts";
import { testOnDevice } from "./test_on_device.ts";

const SIDE = 192;
const whole = contiguous([SIDE, SIDE]);

/** Large enough for a kernel of their own, which loads whole vectors where it can. */
const VIEWS: Readonly<Record<string, View>> = {
  "itself": whole,
  "its transpose": permute(whole, [1, 0]),
  "a part that begins at an odd place": contiguous([SIDE, SIDE], 3),
  "rows with gaps": { ...whole, strides: [SIDE + 1, 1] },
};

testOnDevice(
  "a buffer can be multiplied by all views of itself",
  async (backend) => {
    const cases = Object.entries(VIEWS).flatMap(([name, view]): RealCase[] =>
      [false, true].map((isTurned) => ({
        name: isTurned ? `${name} by it` : `it by ${name}`,
        run: (stage) => {
          const values = noise(SIDE * (SIDE + 2));
          const one = stage.input(whole, values), other = { ...one, view };
          const [a, b] = isTurned ? [other, one] : [one, other];
          const out = stage.output([SIDE, SIDE]);
          stage.backend.matmul(a, b, out);
          return [{ out, at: productAt(a, b), terms: SIDE }];
        },
      }))
    );
    for (const test of cases) await checkCase(backend, test);
  },
);

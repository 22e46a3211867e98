/** Constraints on norms that are not large against epsilon. */

import * as dg from "@decograd/decograd";
import { assertClose } from "../helpers/assert_close.ts";

const EPSILON = 1e-7;

Deno.test("epsilon is added to the norm itself, however small that is", async () => {
  const { MaxNorm, MinMaxNorm, UnitNorm } = dg.constraints;
  for (const norm of [1e-6, 1e-5, 5e-4, 0.02]) {
    const w = [0.6 * norm, 0.8 * norm].map(Math.fround);
    const wanted: [dg.constraints.Constraint, number][] = [
      [new MaxNorm({ maxValue: 1 }), norm],
      [new MaxNorm({ maxValue: norm / 2 }), norm / 2],
      [new MinMaxNorm({ minValue: 0.1, maxValue: 1 }), 0.1],
      [
        new MinMaxNorm({ minValue: 0.1, maxValue: 1, rate: 0.25 }),
        0.25 * 0.1 + 0.75 * norm,
      ],
      [new UnitNorm(), 1],
    ];
    for (const [constraint, length] of wanted) {
      const expected = w.map((x) => x * length / (EPSILON + norm));
      const actual = await constraint.call(dg.tensor(w)).data();
      assertClose(actual, expected, { terms: 4 });
    }
  }
});

/** Constraints on weights that are hardly longer than the epsilon beside their norms, against Keras's. */

import * as dg from "@decograd/decograd";
import { assertClose } from "../helpers/assert_close.ts";
import { loadFixture } from "../helpers/fixtures.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

const { cases } = loadFixture<{
  readonly cases: {
    readonly constraint: "MaxNorm" | "MinMaxNorm" | "UnitNorm";
    readonly w: number[];
    readonly out: number[];
  }[];
}>("special/small_norms.json");

const { MaxNorm, MinMaxNorm, UnitNorm } = dg.constraints;
const MADE = {
  MaxNorm: new MaxNorm({ maxValue: 1e-4 }),
  MinMaxNorm: new MinMaxNorm({ minValue: 1e-3, maxValue: 2e-3, rate: 0.5 }),
  UnitNorm: new UnitNorm(),
};

forEachBackend("constraints divide small weights as Keras does", async () => {
  for (const { constraint, w, out } of cases) {
    const projected = MADE[constraint].call(dg.tensor(w, [4, 3]));
    // A sum of four squares.
    assertClose(await projected.read(), out, { terms: 4 });
  }
});

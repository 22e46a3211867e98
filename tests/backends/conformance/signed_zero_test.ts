/** What keeps the sign of -0, and powers that are 1 whatever their other operand is. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { forEachBackend } from "../../helpers/for_each_backend.ts";

const ODD = ["tanh", "sin", "expm1", "log1p", "erf", "sign", "sqrt"] as const;

forEachBackend("odd functions keep the sign of 0", async () => {
  for (const fn of ODD) {
    const zeros = await dg[fn](dg.tensor([-0, 0, -0, -0, 0])).data();
    assertEquals([...zeros], [-0, 0, -0, -0, 0], fn);
  }
});

forEachBackend(
  "1 to any power is 1, and -1 to an infinite one",
  async () => {
    const powers = dg.tensor([NaN, Infinity, -Infinity, 3, -2.5, 0]);
    const ofOne = await dg.pow(1, powers).data();
    assertEquals([...ofOne], [1, 1, 1, 1, 1, 1]);
    const ofMinusOne = await dg.pow(-1, powers).data();
    assertEquals([...ofMinusOne], [NaN, 1, 1, -1, NaN, 1]);
    const others = dg.tensor([0.5, -2, NaN]);
    const infinite = await dg.pow(others, Infinity).data();
    assertEquals([...infinite], [0, Infinity, NaN]);
  },
  { onWebGPU: true },
);

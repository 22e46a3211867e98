/** Rows that losses and metrics share. */

import * as dg from "@decograd/decograd";
import { assertSays } from "./refusals.ts";

type Class = new (options: object) => unknown;

const { losses, metrics } = dg;

Deno.test("names of losses and metrics are strings", () => {
  for (const name of [5, {}, ["mse"], true, "x".repeat(9).split("")]) {
    const options = { name } as object;
    for (const one of [losses.Huber, metrics.Mean, metrics.AUC] as Class[]) {
      assertSays(() => new one(options), dg.ValueError, one.name, "name");
    }
  }
});

/** Curves of trainings, as notebooks show them. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { curvesOf } from "../../../models/plotting/curves.ts";
import { ticksBetween } from "../../../models/plotting/ticks.ts";

/** The circles of a colour: where the points of its curve are. */
function dots(svg: string, colour: string): [number, number][] {
  const found = svg.matchAll(
    new RegExp(`<circle cx="([^"]*)" cy="([^"]*)" r="3" fill="${colour}"`, "g"),
  );
  return [...found].map(([, x, y]) => [Number(x), Number(y)]);
}

const BLUE = "#1f6fb4", ORANGE = "#d9731a";

Deno.test("a training shows its curves, and what is validated in some epochs stands where it was", async () => {
  const model = new dg.Sequential([new dg.layers.Dense({ units: 1 })]);
  model.compile({ optimizer: "sgd", loss: "mse" });
  const x = dg.ones([8, 2]), y = dg.ones([8, 1]);
  const history = await model.fit(x, y, {
    epochs: 4,
    verbose: 0,
    validationData: [x, y],
    validationFreq: 2,
  });
  const shown = history as unknown as Record<symbol, () => dg.Display>;
  const forms = shown[Symbol.for("Jupyter.display")]();
  const svg = forms["image/svg+xml"];
  const [training, validation] = [dots(svg, BLUE), dots(svg, ORANGE)];
  assertEquals([training.length, validation.length], [4, 2]);
  assertEquals(validation.map(([x]) => x), [training[1][0], training[3][0]]);
  assert(svg.includes(">val_loss<") && svg.includes(">epoch<"));
  assert(forms["text/plain"].startsWith("History\nloss: "));
});

Deno.test("larger numbers stand higher, and what is not finite is a hole", () => {
  const svg = curvesOf({ a: [0, 1, 2, 3] }, { a: [1, NaN, 3, Infinity] });
  const [[, low], [, high]] = dots(svg, BLUE);
  assertEquals(dots(svg, BLUE).length, 2);
  assert(high < low);
  assertEquals(svg.match(/d="M[^"L]*M[^"L]*" fill="none"/g)?.length, 1);
  assert(!/NaN|Infinity/.test(svg));
});

Deno.test("nothing, one epoch, equal numbers and odd names are curves too", () => {
  for (
    const [epochs, history] of [
      [{}, {}],
      [{ a: [] }, { a: [] }],
      [{ a: [0] }, { a: [0] }],
      [{ a: [4, 5] }, { a: [7, 7] }],
      [{ "<b>": [0] }, { "<b>": [NaN] }],
    ] as [Record<string, number[]>, Record<string, number[]>][]
  ) {
    const svg = curvesOf(epochs, history);
    assert(!/NaN|Infinity|<b>/.test(svg), svg);
  }
});

Deno.test("ticks are round numbers within their range", () => {
  assertEquals(ticksBetween(0, 1), [0, 0.5, 1]);
  assertEquals(ticksBetween(0.13, 0.42), [0.2, 0.3, 0.4]);
  assertEquals(ticksBetween(-30, 50), [-20, 0, 20, 40]);
  assertEquals(ticksBetween(1, 5), [1, 2, 3, 4, 5]);
  assertEquals(ticksBetween(2e-7, 9e-7), [2e-7, 4e-7, 6e-7, 8e-7]);
});

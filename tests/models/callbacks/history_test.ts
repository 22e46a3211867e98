/** What a history shows in a notebook. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";

/** The places along the epochs of the points of each curve. */
function placesOf(svg: string): string[][] {
  const paths = svg.matchAll(
    /<path d="M([^"]*)" stroke="#[^"]*" opacity="1"[^>]*stroke-width="1.8"/g,
  );
  return [...paths].map(([, path]) =>
    path.split("L").map((point) => point.split(" ")[0])
  );
}

Deno.test("a history is its curves, what was validated now and then where it was so", async () => {
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
  const [training, validation] = placesOf(forms["image/svg+xml"]);
  assertEquals(training.length, 4);
  assertEquals(validation, [training[1], training[3]]);
  assert(forms["text/plain"].startsWith("History\nloss: "));
});

Deno.test("a history that has begun nothing is shown, too", () => {
  const shown = new dg.callbacks.History() as unknown as Record<
    symbol,
    () => dg.Display
  >;
  const forms = shown[Symbol.for("Jupyter.display")]();
  assert(!/NaN|Infinity/.test(forms["image/svg+xml"]));
});

/** Summaries of graphs: what Keras's tell of the same. */

import { assertEquals, assertMatch } from "@std/assert";
import * as dg from "@decograd/decograd";
import { loadFixture } from "../helpers/fixtures.ts";

interface Described {
  readonly config: { readonly config: dg.layers.Config };
  readonly summary: string[];
}

const { models } = loadFixture<{ models: Record<string, Described> }>(
  "behaviour/models.json",
);

/** The cells of a table, those that go on in the next line joined; shapes as we show them, layers without their class. */
function rowsOf(lines: readonly string[]): string[][] {
  const rows: string[][] = [];
  let fresh = true;
  for (const line of lines) {
    if (/^[├┡]/.test(line)) fresh = true;
    if (!line.startsWith("│")) continue;
    const cells = line.split("│").slice(1, -1).map((cell) => cell.trim());
    if (fresh) rows.push(cells);
    else rows.push(rows.pop()!.map((cell, i) => `${cell} ${cells[i]}`.trim()));
    fresh = false;
  }
  return rows.map(([name, shape, ...rest]) => [
    name.replace(/ .*/, ""),
    shape.replaceAll("None", "null").replaceAll("(", "[").replaceAll(")", "]")
      .replace(/^\[(\[.*\])\]$/, "$1"),
    ...rest,
  ]);
}

for (const [name, { config, summary }] of Object.entries(models)) {
  Deno.test(`a summary tells of layers, shapes, sizes and connections as Keras's does: ${name}`, () => {
    const lines = dg.Model.fromConfig(config.config).summary().split("\n");
    assertEquals(rowsOf(lines), rowsOf(summary));
    const totals = (all: readonly string[]) =>
      all.filter((line) => / params: /.test(line)).map((line) => line.trim());
    assertEquals(totals(lines), totals(summary));
  });
}

Deno.test("the summary of a model that has been trained counts what the optimizer keeps", async () => {
  const model = new dg.Sequential([
    new dg.layers.Dense({ units: 2, inputShape: [3] }),
  ]);
  model.compile({ optimizer: "adam", loss: "mse" });
  await model.trainOnBatch(dg.ones([4, 3]), dg.ones([4, 2]));
  // Two moments of 8 weights, the number of steps and the learning rate, as in Keras.
  assertMatch(
    model.summary(),
    / Total params: 26 .*\n(.*\n)*.* Optimizer params: 18 \(72.00 B\)/,
  );
});

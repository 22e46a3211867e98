/** Summaries of graphs: what Keras's tell of the same. */

import { assertEquals, assertMatch, assertThrows } from "@std/assert";
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
    `${model.summary()}`,
    / Total params: 26 .*\n(.*\n)*.* Optimizer params: 18 \(72.00 B\)/,
  );
});

interface Keras {
  readonly class: "Functional" | "Sequential";
  readonly config: dg.layers.Config;
  readonly frozen: string[];
  readonly summaries: {
    readonly options: { expand_nested?: boolean; show_trainable?: boolean };
    readonly title: string;
    readonly rows: string[][];
    readonly totals: string[];
  }[];
}

const summaries = loadFixture<Record<string, Keras>>(
  "behaviour/summaries.json",
);

function modelOf({ class: name, config, frozen }: Keras): dg.Model {
  const made = name === "Sequential" ? dg.Sequential : dg.Model;
  const model = made.fromConfig(config) as dg.Model;
  for (const layer of model.layers) {
    if (frozen.includes(layer.name)) layer.trainable = false;
  }
  return model;
}

/** A cell of ours as Keras writes it. */
function asKeras(cell: string): string {
  return cell.replaceAll("null", "None").replace(/^\[(.*)\]$/, "($1)")
    // One of ours has no weights only once it is built.
    .replace(/^0 \(unbuilt\)$/, "0")
    .replace("(Model)", "(Functional)").replace(/\((\d+)\)$/, "($1,)");
}

for (const [name, keras] of Object.entries(summaries)) {
  Deno.test(`a summary with options tells what Keras's does: ${name}`, () => {
    const model = modelOf(keras);
    for (const { options, title, rows, totals } of keras.summaries) {
      const printed: string[] = [];
      const summary = model.summary({
        expandNested: options.expand_nested,
        showTrainable: options.show_trainable,
        printFn: (text) => printed.push(text),
      });
      const lines = summary.split("\n");
      assertEquals(printed, [`${summary}`]);
      assertEquals(lines[0], title);
      const ours = lines.filter((line) => /^[│┃]/.test(line)).map((line) =>
        line.split(/[│┃]/).slice(1, -1).map((cell, i) =>
          asKeras(i === 0 ? cell.slice(1).trimEnd() : cell.trim())
        )
      );
      assertEquals(
        ours,
        rows.map((row) => row.map((cell) => cell.replace(/^0 \(unb.*$/, "0"))),
      );
      assertEquals(lines.slice(-totals.length), totals);
    }
  });
}

Deno.test("layers without weights yet are said to be unbuilt", () => {
  const model = new dg.Sequential([new dg.layers.Dense({ units: 2 })]);
  assertMatch(`${model.summary()}`, /│ \? +│ 0 \(unbuilt\) │/);
});

Deno.test("a summary keeps to the length of a line, and loses no letter", () => {
  const model = modelOf(summaries.deep);
  for (const lineLength of [60, 80, 120]) {
    const summary = model.summary({ lineLength, showTrainable: true });
    const table = summary.split("\n").filter((line) => /^[┏┃┡│├└]/.test(line));
    assertEquals([...new Set(table.map(({ length }) => length))], [lineLength]);
  }
  const whole = rowsOf(model.summary().split("\n"));
  const narrow = rowsOf(model.summary({ lineLength: 70 }).split("\n"));
  assertEquals(
    narrow.flat().join("").replaceAll(" ", ""),
    whole.flat().join("").replaceAll(" ", ""),
  );
  assertThrows(
    () => model.summary({ lineLength: 20 }),
    dg.ValueError,
    "expected lineLength to leave each of 4 columns 4 characters",
  );
});

Deno.test("a summary is text in a console, and a table in a notebook, with names as they are", () => {
  const model = new dg.Sequential([
    new dg.layers.Dense({ units: 2, inputShape: [3], name: "<i>&" }),
  ]);
  const summary = model.summary();
  assertEquals(Deno.inspect(summary), `${summary}`);
  const shown = summary as unknown as Record<symbol, () => dg.Display>;
  const { "text/html": html } = shown[Symbol.for("Jupyter.display")]();
  assertMatch(
    html,
    /<td style="text-align: left">&lt;i&gt;&amp; \(Dense\)<\/td>/,
  );
  assertMatch(html, />8<.*Total params: 8 \(32\.00 B\)/);
});

/** The notebooks: what they have kept, and whether they run. */

import { assert, assertEquals } from "@std/assert";
import { namesOfNotebooks, readNotebook } from "../../tools/notebooks/main.ts";
import { executed, type Notebook } from "../../tools/notebooks/notebook.ts";
import { kernelTest, textOf } from "../helpers/kernel.ts";

const names = await namesOfNotebooks();

/** Of each cell of code, the kinds of what it shows. */
function kindsIn({ cells }: Notebook): string[][] {
  return cells.filter(({ cell_type }) => cell_type === "code")
    .map(({ outputs = [] }) =>
      outputs.map((output) =>
        "data" in output
          ? Object.keys(output.data).sort().join()
          : output.output_type
      )
    );
}

Deno.test("all notebooks are kept as they ran: from top to bottom, with tables, pictures and curves", async () => {
  assert(names.length > 0);
  for (const name of names) {
    const notebook = await readNotebook(name);
    const counts = notebook.cells.filter((cell) => cell.cell_type === "code")
      .map((cell) => cell.execution_count);
    assertEquals(counts, counts.map((_, i) => i + 1), name);
    const kinds = kindsIn(notebook).flat();
    assertEquals(kinds.includes("error"), false, name);
    for (const kind of ["image/png", "image/svg+xml"]) {
      assert(kinds.includes(`${kind},text/plain`), `${name} shows no ${kind}`);
    }
    const curves = notebook.cells.flatMap(({ outputs = [] }) => outputs)
      .filter((output) =>
        "data" in output && `${output.data["text/plain"]}`.startsWith("epoch ")
      );
    assert(curves.length > 0, `${name} shows no training`);
  }
});

for (const name of names) {
  kernelTest(
    `${name}.ipynb runs, and shows what it has kept`,
    async (kernel) => {
      const kept = await readNotebook(name);
      const now = await executed(kept, kernel, true);
      assertEquals(kindsIn(now), kindsIn(kept));
    },
  );
}

kernelTest(
  "a notebook that is stopped in its training goes on with the session and the weights",
  async (kernel) => {
    const { cells } = await readNotebook("functional_autoencoder");
    let trained = 0;
    for (const { cell_type, metadata, source } of cells) {
      if (cell_type === "markdown") continue;
      const isTraining = source.some((line) => line.includes(".fit("));
      const code = metadata.quick === undefined
        ? source.join("")
        : "const images = 128, epochs = 1_000_000;";
      textOf(await kernel.run(code, isTraining ? "epoch 2/" : undefined));
      if (isTraining) trained++;
    }
    assertEquals(trained, 1);
    const epochs = Number(
      textOf(await kernel.run("`${history.loss.length}`"))
        .match(/\d+/)![0],
    );
    assert(epochs >= 1 && epochs < 1000, `${epochs} epochs`);
    const steps = textOf(
      await kernel.run("`${autoencoder.optimizer.iterations}`"),
    );
    assert(Number(steps.match(/\d+/)![0]) >= epochs, steps);

    const predicting = `
    const slow = new dg.data.Dataset(function* () {
      while (true) yield [{ shape: [1, 28, 28, 1], data: new Float32Array(784) }];
    });
    console.log("begun");
    await autoencoder.predict(slow, { verbose: 0 }).catch((error) => error.name);`;
    assertEquals(
      textOf(await kernel.run(predicting, "begun")).includes("AbortError"),
      true,
    );

    const waiting = `
    console.log("begun");
    await new Promise((resolve) => setTimeout(resolve, 1000));
    "ended"`;
    const said = textOf(await kernel.run(waiting, "begun"));
    assert(said.includes("The cell goes on") && said.includes("ended"), said);
  },
);

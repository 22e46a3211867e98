/** Weights that Keras has parted among files. */

import { assertEquals, assertRejects } from "@std/assert";
import { loadWeights } from "@decograd/decograd/saving";
import { inFolder } from "../helpers/folder.ts";
import { fileOf, forget, load, predict, savedBy } from "./saved.ts";

Deno.test("weights that Keras parted among files are read by the list of them", async () => {
  const { x } = savedBy("sequential");
  const model = await load("sequential.keras");
  const y = await predict(model, x);
  for (
    const source of [
      fileOf("sharded.weights.json"),
      fileOf("sharded.weights.json").pathname,
    ]
  ) {
    forget(model);
    const { missing, extra } = await loadWeights(model, source);
    assertEquals([missing, extra], [[], []]);
    assertEquals(await predict(model, x), y);
  }
});

Deno.test("one of several files has not all weights, and the error says so", async () => {
  const model = await load("sequential.keras");
  await assertRejects(
    () => loadWeights(model, fileOf("sharded_00000.weights.h5")),
    RangeError,
    "expected its weights, received no layers/",
  );
});

Deno.test("a list of files that are elsewhere, or are not there, is refused", () =>
  inFolder(async (folder) => {
    const model = await load("sequential.keras");
    const path = `${folder}/list.weights.json`;
    const list = (name: unknown) =>
      Deno.writeTextFile(path, JSON.stringify({ weight_map: { a: [name] } }));
    for (const name of ["../a.h5", "/etc/a.h5", "c:a.h5", "a\\b.h5", "a", 1]) {
      await list(name);
      await assertRejects(
        () => loadWeights(model, path),
        TypeError,
        `expected names of files beside the list, received ${
          JSON.stringify(name)
        }`,
      );
    }
    await list("a.h5");
    await assertRejects(
      () => loadWeights(model, path),
      RangeError,
      "a.h5, which is not there",
    );
    await assertRejects(
      async () => loadWeights(model, await Deno.readFile(path)),
      TypeError,
      "expected a path or a URL, beside which the files of the list are",
    );
    await Deno.writeTextFile(path, "{}");
    await assertRejects(
      () => loadWeights(model, path),
      TypeError,
      "received other JSON",
    );
  }));

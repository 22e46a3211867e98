/** Weights that do not fit: one error says all that is different, and nothing is changed. */

import { assertEquals, assertRejects } from "@std/assert";
import * as dg from "@decograd/decograd";
import { loadWeights, saveWeights } from "@decograd/decograd/saving";
import { inFolder } from "../helpers/folder.ts";

const ENDINGS = [".weights.h5", ".h5", ".safetensors", ".npz"];

function small(units: number, last = "last", more = false): dg.Sequential {
  const { Dense } = dg.layers;
  return new dg.Sequential([
    new Dense({
      units: 2,
      inputShape: [3],
      name: "first",
      kernelInitializer: "ones",
    }),
    new Dense({ units, name: last }),
    ...(more ? [new Dense({ units: 1, name: "more" })] : []),
  ], { name: "small" });
}

async function valuesOf(
  model: dg.Model<dg.SequentialOptions>,
): Promise<Float32Array[]> {
  return await Promise.all(model.getWeights().map((weight) => weight.data()));
}

for (const ending of ENDINGS) {
  Deno.test(`${ending}: shapes that are others, what is missing and what is too much are told at once`, () =>
    inFolder(async (folder) => {
      const path = `${folder}/small${ending}`;
      await saveWeights(small(4), path);
      const model = small(5, "last", true), before = await valuesOf(model);
      const error = await assertRejects(
        () => loadWeights(model, path),
        RangeError,
      );
      for (
        const part of [
          `"small" from ${folder}`,
          "of shape [2, 4] for [2, 5]",
          "of shape [4] for [5]",
          "no ",
        ]
      ) {
        assertEquals([part, error.message.includes(part)], [part, true]);
      }
      const fewer = new dg.Sequential([
        new dg.layers.Dense({ units: 2, inputShape: [3], name: "first" }),
      ], { name: "small" });
      await assertRejects(
        () => loadWeights(fewer, path),
        RangeError,
        ", which it has not",
      );
      assertEquals(await valuesOf(model), before);
    }));

  Deno.test(`${ending}: with skipMismatch the others are loaded`, () =>
    inFolder(async (folder) => {
      const path = `${folder}/small${ending}`;
      await saveWeights(small(4), path);
      const model = small(5, "last", true);
      const [, , ...before] = await valuesOf(model);
      const told = await loadWeights(model, path, { skipMismatch: true });
      assertEquals(Object.keys(told.loaded), [
        "small/first/kernel",
        "small/first/bias",
      ]);
      assertEquals(told.mismatched, ["small/last/kernel", "small/last/bias"]);
      assertEquals(told.missing, ["small/more/kernel", "small/more/bias"]);
      const [kernel, , ...after] = await valuesOf(model);
      assertEquals([...kernel], [1, 1, 1, 1, 1, 1]);
      assertEquals(after, before);
    }));

  Deno.test(`${ending}: with byName layers of other names are left as they are`, () =>
    inFolder(async (folder) => {
      const path = `${folder}/small${ending}`;
      await saveWeights(small(4), path);
      const model = small(4, "other");
      const [, , ...before] = await valuesOf(model);
      const told = await loadWeights(model, path, { byName: true });
      assertEquals(Object.keys(told.loaded), [
        "small/first/kernel",
        "small/first/bias",
      ]);
      assertEquals(told.missing, ["small/other/kernel", "small/other/bias"]);
      const [, , ...after] = await valuesOf(model);
      assertEquals(after, before);
    }));
}

/** Numbers that JSON has no word for, as Python writes and reads them. */

import * as dg from "@decograd/decograd";
import { loadModel, saveModel } from "@decograd/decograd/saving";
import { assertEquals } from "@std/assert";
import { configText, parseConfig } from "../../saving/keras/json.ts";
import { inFolder } from "../helpers/folder.ts";

Deno.test("infinities and NaN are written and read as Python's json does", () => {
  const config = { a: [Infinity, -Infinity, NaN, 1], text: 'NaN "Infinity' };
  const text = configText(config);
  assertEquals(
    text,
    '{"a":[Infinity,-Infinity,NaN,1],"text":"NaN \\"Infinity"}',
  );
  assertEquals(parseConfig("read", "it", text), config);
});

for (const ending of [".keras", ".onnx"]) {
  Deno.test(`an op with an infinite bound comes back from ${ending}`, () =>
    inFolder(async (folder) => {
      const x = dg.Input([3]);
      const model = new dg.Model(x, x.clip(0, Infinity).mul(2));
      const path = `${folder}/model${ending}`;
      await saveModel(model, path);
      const input = dg.tensor([[-1, 2, 1e30]]);
      const copy = await loadModel(path);
      assertEquals(
        await copy.apply(input).data(),
        await model.apply(input).data(),
      );
    }));
}

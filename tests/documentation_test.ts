/**
 * The examples in the documentation run: each as a module of its own, but all in one process, which loads the library
 * once, where `deno test --doc` loads it for each.
 */

import { pathToFileURL } from "node:url";
import * as dg from "@decograd/decograd";
import { inFolder } from "./helpers/folder.ts";
import { documents, ROOT } from "./helpers/sources.ts";

/** A block of code that is not marked `ignore`, in Markdown or in a comment. */
const EXAMPLE =
  /^([ *]*)```(?:ts|typescript|js|javascript)\b(?!.*\bignore\b).*\n([^]*?)^[ *]*```/gm;

/** Names are counted and memory is taken from the beginning, as in a program of one's own. */
async function beginAnew(): Promise<void> {
  dg.clearSession();
  const used = await dg.setBackend("wasm");
  used[Symbol.dispose]();
  await dg.setBackend("wasm");
}

for (const path of await documents()) {
  const text = await Deno.readTextFile(new URL(path, ROOT));
  for (const { 1: margin, 2: block, index } of text.matchAll(EXAMPLE)) {
    const line = text.slice(0, index).split("\n").length;
    Deno.test(`the example of ${path}:${line} runs`, () =>
      inFolder(async (folder) => {
        await beginAnew();
        const code = block.split("\n").map((row) => row.slice(margin.length));
        // What fails is on the line that it has in the document.
        const lines = "\n".repeat(line) + code.join("\n");
        const file = `${folder}/${path.replaceAll("/", "_")}_${line}.ts`;
        await Deno.writeTextFile(file, lines);
        await import(pathToFileURL(file).href);
      }));
  }
}

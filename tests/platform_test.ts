/** Runs the library where there is less: no permissions, and no Deno at all. */

import { assertEquals } from "@std/assert";
import config from "../deno.json" with { type: "json" };
import { runProgram } from "./helpers/run_program.ts";
import { ROOT, sourceFiles } from "./helpers/sources.ts";

/** Built-ins that Node 20 lacks, which Deno and its types have; `config/` and `backends/wasm/` have stand-ins for two. */
const TOO_NEW =
  /\b(?:(?:Map|Object)\.groupBy|Array\.fromAsync|Promise\.(?:withResolvers|try)|RegExp\.escape|Math\.(?:f16round|sumPrecise)|new (?:Async)?DisposableStack|new Float16Array|Iterator\.(?:from|prototype)|Error\.isError|Uint8Array\.from(?:Base64|Hex)|\.getOrInsert)\b/;

Deno.test("every entry point loads where there is no Deno, and no permission", async () => {
  const entries = Object.values(config.exports)
    .map((path) => `await import("${new URL(path, ROOT)}");`);
  const source = `delete globalThis.Deno;
    ${entries.join("\n")}
    console.log(typeof Deno);`;
  assertEquals(await runProgram([], source), "undefined\n");
});

Deno.test("a decoder layer computes where there is no Deno", async () => {
  const source = `delete globalThis.Deno;
    const dg = await import("${new URL("mod.ts", ROOT)}");
    const layer = new dg.layers.Conv2DTranspose({
      filters: 1,
      kernelSize: 2,
      strides: 2,
      kernelInitializer: "ones",
    });
    const y = layer.apply(dg.tensor([[[[3]]]]));
    console.log((await y.data()).join());`;
  assertEquals(await runProgram([], source), "3,3,3,3\n");
});

Deno.test("a user's first program runs without any permission", async () => {
  const said = JSON.parse(await runProgram(["tests/programs/one_layer.ts"]));
  assertEquals(said.y, [2, 14, 14, 8]);
  assertEquals(said.bias, Array(8).fill(2 * 14 * 14));
  assertEquals(said.dx, [2, 7, 7, 4]);
  assertEquals(said.raw, [2, 23, 23, 8]);
  assertEquals(said.filters, 8);
  assertEquals(said.taped, 1);
});

Deno.test("what is packed uses no built-in that Node 20 lacks", async () => {
  const found: string[] = [];
  for (const path of await sourceFiles("")) {
    if (config.publish.exclude.includes(path.split("/")[0])) continue;
    const text = await Deno.readTextFile(new URL(path, ROOT));
    const code = text.replace(/\/\*[^]*?\*\//g, "");
    if (TOO_NEW.test(code)) found.push(path);
  }
  assertEquals(found, []);
});

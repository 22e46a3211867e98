/** Runs the library where there is less: no permissions, and no Deno at all. */

import { assertEquals } from "@std/assert";
import { ROOT } from "./helpers/sources.ts";
import config from "../deno.json" with { type: "json" };

async function run(args: string[], source = ""): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", ...args],
    cwd: ROOT,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(source));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  assertEquals([code, decoder.decode(stderr)], [0, ""]);
  return decoder.decode(stdout);
}

Deno.test("every entry point loads where there is no Deno, and no permission", async () => {
  const entries = Object.values(config.exports)
    .map((path) => `await import("${new URL(path, ROOT)}");`);
  const source = `delete globalThis.Deno;
    ${entries.join("\n")}
    console.log(typeof Deno);`;
  assertEquals(await run(["-"], source), "undefined\n");
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
  assertEquals(await run(["-"], source), "3,3,3,3\n");
});

Deno.test("a user's first program runs without any permission", async () => {
  const said = JSON.parse(await run(["tests/programs/one_layer.ts"]));
  assertEquals(said.y, [2, 14, 14, 8]);
  assertEquals(said.bias, Array(8).fill(2 * 14 * 14));
  assertEquals(said.dx, [2, 7, 7, 4]);
  assertEquals(said.raw, [2, 23, 23, 8]);
  assertEquals(said.filters, 8);
  assertEquals(said.taped, 1);
});

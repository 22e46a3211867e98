/** Where JSR is out of reach, an import map has to say all that deno.json says. */

import { assert, assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { importMapFlag, offlineImports } from "../../tools/import_map.ts";
import { ROOT, sourceFiles } from "../helpers/sources.ts";

Deno.test("the offline import map has the packages of npm and the entry points of deno.json", () => {
  const offline = offlineImports();
  for (const [name, address] of Object.entries(config.imports)) {
    if (address.startsWith("npm:")) assertEquals(offline[name], address);
  }
  for (const [entry, path] of Object.entries(config.exports)) {
    const name = entry.replace(".", config.name);
    assertEquals(offline[name], new URL(path, ROOT).href);
  }
});

Deno.test("the offline import map knows every name of @std that is imported, and has a file for it", async () => {
  const offline = offlineImports(), imported = new Set<string>();
  for (const room of ["bench", "examples", "tests", "tools"]) {
    for (const file of await sourceFiles(room)) {
      const code = await Deno.readTextFile(new URL(file, ROOT));
      const names = code.matchAll(/^(?:import|\}) .*from "(@std\/[^"]+)";$/gm);
      for (const [, name] of names) imported.add(name);
    }
  }
  assert(imported.has("@std/assert"));
  for (const name of imported) {
    assert(Object.hasOwn(offline, name), name);
    await Deno.stat(new URL(offline[name]));
  }
});

Deno.test("the offline import map of a copy leads into the copy", () => {
  const { "@std/assert": found } = offlineImports(new URL("file:///copy/"));
  assertEquals(found, "file:///copy/tools/offline/assert.ts");
});

Deno.test("an import map as a flag is one word, whatever it holds", () => {
  const imports = { "a b": 'file:///a"%b' };
  const flag = importMapFlag(imports);
  assertEquals(/^[!-~]+$/.test(flag), true);
  const [, map] = flag.split("data:application/json,");
  assertEquals(JSON.parse(decodeURIComponent(map)), { imports, scopes: {} });
});

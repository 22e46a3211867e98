/** The offline import map replaces the imports of deno.json: it has to say all that they say. */

import { assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import map from "../../tools/offline/import_map.json" with { type: "json" };

const offline: Readonly<Record<string, string>> = map.imports;

Deno.test("the offline import map has the packages of deno.json", () => {
  for (const [name, target] of Object.entries(config.imports)) {
    const found = Object.keys(offline)
      .filter((key) => key === name || key.startsWith(`${name}/`));
    assertEquals(found.length > 0, true, name);
    if (target.startsWith("npm:")) assertEquals(offline[name], target);
  }
});

Deno.test("the offline import map has the entry points of deno.json", () => {
  for (const [entry, path] of Object.entries(config.exports)) {
    const name = entry.replace(".", config.name);
    assertEquals(offline[name], path.replace("./", "../../"));
  }
});

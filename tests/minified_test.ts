/** The library as a bundler makes it small. */

import { assert, assertEquals } from "@std/assert";
import config from "../deno.json" with { type: "json" };
import { importMapFlag, offlineImports } from "../tools/import_map.ts";
import { inFolder } from "./helpers/folder.ts";
import { runProgram } from "./helpers/run_program.ts";
import { ROOT } from "./helpers/sources.ts";

Deno.test("what `using` declares is disposed of where deno bundle has minified the library, too", () =>
  inFolder(async (folder) => {
    const entry = `${folder}/all.ts`;
    const exported = Object.values(config.exports)
      // Its decoder of JPEG is imported in its source phase, which bundlers do not know.
      .filter((path) => path !== "./images/mod.ts")
      .map((path, i) => `export * as e${i} from "${new URL(path, ROOT)}";`);
    await Deno.writeTextFile(entry, exported.join("\n"));
    const [plain, minified] = await Promise.all(
      [[], ["--minify"]].map((flags) => bundle(entry, flags)),
    );
    assert(declarations(plain) > 50);
    assertEquals(declarations(minified), declarations(plain));
    // It counts in the minified bundle, where several stand behind one word.
    assertEquals(declarations("{using a=f(1,[2,3]),b=g;h(a)}using c = d;"), 3);
  }));

Deno.test("classes, and functions that may stand for parts, have the same names in a minified bundle, and so have weights, logs and files", () =>
  inFolder(async (folder) => {
    const program = "tests/programs/names.ts";
    const minified = `${folder}/names.js`;
    await Deno.writeTextFile(minified, await bundle(program, ["--minify"]));
    const [here, there] = await Promise.all(
      [program, minified].map(async (path) =>
        JSON.parse(
          await runProgram([
            "--no-check",
            importMapFlag(offlineImports()),
            path,
          ]),
        )
      ),
    );
    assertEquals(there, here);
    assert(here.tables.length > 180, `${here.tables.length}`);
    for (const [key, name] of here.tables) assertEquals(name, key);
    assert(here.classes.length > 200, `${here.classes.length}`);
    assert(here.functions.length > 100, `${here.functions.length}`);
  }));

/** A program as one text, but for packages of others. */
async function bundle(
  program: string,
  flags: readonly string[],
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["bundle", "--quiet", importMapFlag(offlineImports())],
      ...[...flags, program],
    ],
    cwd: ROOT,
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

/** How many names are declared by `using`, where a statement begins: messages speak of it, too. */
function declarations(source: string): number {
  let count = 0;
  for (
    const { index } of source.matchAll(/(?<=^\s*|[;{}]\s*)using [\w$]+ ?=/gm)
  ) {
    count++;
    let depth = 0;
    for (let at = index; at < source.length; at++) {
      const char = source[at];
      if ("([{".includes(char)) depth++;
      if (")]}".includes(char)) depth--;
      if (depth < 0 || depth === 0 && char === ";") break;
      if (depth === 0 && char === ",") count++;
    }
  }
  return count;
}

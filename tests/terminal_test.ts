/** At a terminal Deno asks for what a program may not do: ours asks for nothing, and needs nothing. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { importMapFlag } from "../tools/import_map.ts";
import { MISSING } from "./helpers/missing_backend.ts";
import { inFolder } from "./helpers/folder.ts";
import { ROOT } from "./helpers/sources.ts";
import { missingTerminal, runAtTerminal } from "./helpers/terminal.ts";

const ignore = missingTerminal !== undefined;
const because = ignore ? ` (${missingTerminal})` : "";

/** Lets programs import as the tests do, wherever they lie. */
const imports = importMapFlag({
  "@decograd/decograd": new URL("mod.ts", ROOT).href,
  "@decograd/decograd/pretrained": new URL("pretrained/mod.ts", ROOT).href,
  "@std/assert": import.meta.resolve("@std/assert"),
});

async function runFree(...args: string[]): Promise<string> {
  const { code, shown, asked, needed } = await runAtTerminal(args);
  assert(!asked, shown);
  assertEquals([code, needed], [0, []], shown);
  return shown;
}

/** The README's programs: those that need no permission, and those marked `ignore`, which write a file. */
async function readmePrograms(mark: "" | " ignore"): Promise<string[]> {
  const text = await Deno.readTextFile(new URL("README.md", ROOT));
  const fence = new RegExp("```ts" + mark + "\\n([^]*?)```", "g");
  return [...text.matchAll(fence)].map(([, program]) => program);
}

Deno.test({
  name: `a program that asks is seen to ask${because}`,
  ignore,
  async fn() {
    const file = await Deno.makeTempFile({ suffix: ".ts" });
    try {
      await Deno.writeTextFile(file, 'Deno.env.get("HOME")');
      const { asked, needed } = await runAtTerminal(["run", file]);
      assert(asked);
      assertEquals(needed, ["env HOME"]);
    } finally {
      await Deno.remove(file);
    }
  },
});

for (
  const { backend, size, missing } of [
    { backend: "wasm", size: 1024, missing: undefined },
    { backend: "reference", size: 64, missing: undefined },
    { backend: "webgpu", size: 1024, missing: MISSING.webgpu },
  ]
) {
  const reason = missingTerminal ?? missing;
  Deno.test({
    name: `${backend} asks for nothing and needs nothing${
      reason ? ` (${reason})` : ""
    }`,
    ignore: reason !== undefined,
    async fn() {
      const program = "tests/programs/large_work.ts";
      const shown = await runFree("run", program, backend, `${size}`);
      assertStringIncludes(shown, `${backend} ${size}`);
    },
  });
}

const noBlas = missingTerminal ?? MISSING.blas;

Deno.test({
  name: `blas asks for nothing but --allow-ffi${noBlas ? ` (${noBlas})` : ""}`,
  ignore: noBlas !== undefined,
  async fn() {
    const program = "tests/programs/large_work.ts";
    const args = ["run", "--allow-ffi", program, "blas", "1024"];
    const { code, shown, asked, needed } = await runAtTerminal(args);
    assertEquals([code, asked], [0, false], shown);
    assertStringIncludes(shown, "blas 1024");
    assertEquals(
      new Set(needed.map((it) => it.split(" ")[0])),
      new Set(["ffi"]),
    );
  },
});

Deno.test({
  name: `the README's programs ask for nothing and need nothing${because}`,
  ignore,
  async fn() {
    const programs = await readmePrograms("");
    assert(programs.length >= 3, `${programs.length}`);
    await inFolder(async (folder) => {
      const files = programs.map((_, i) => `./program${i}.ts`);
      for (const [i, program] of programs.entries()) {
        await Deno.writeTextFile(`${folder}/${files[i]}`, program);
      }
      // One after the other, in one process.
      const all = files.map((file) => `import "${file}";`).join("\n");
      await Deno.writeTextFile(`${folder}/all.ts`, all);
      await runFree("run", imports, `${folder}/all.ts`);
    });
  },
});

Deno.test({
  name:
    `what of the README writes a picture asks for nothing, and needs no more than to write it${because}`,
  ignore,
  async fn() {
    const programs = await readmePrograms(" ignore");
    assertEquals(programs.length, 1);
    const folder = await Deno.makeTempDir();
    try {
      const file = `${folder}/program.ts`;
      const picture = `${folder}/digits.png`;
      const [text] = programs;
      assertStringIncludes(text, '"digits.png"');
      await Deno.writeTextFile(file, text.replace("digits.png", picture));
      const args = ["run", imports, `--allow-write=${folder}`, file];
      const { code, shown, asked, needed } = await runAtTerminal(args);
      assertEquals([code, asked], [0, false], shown);
      const kinds = new Set(needed.map((it) => it.split(" ")[0]));
      assertEquals(kinds, new Set(["write"]), needed.join());
      assertEquals((await Deno.readFile(picture)).at(1), "P".charCodeAt(0));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

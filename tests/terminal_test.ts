/** At a terminal Deno asks for what a program may not do: ours asks for nothing, and needs nothing. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { importMapFlag } from "../tools/import_map.ts";
import { MISSING } from "./helpers/missing_backend.ts";
import { ROOT } from "./helpers/sources.ts";
import { missingTerminal, runAtTerminal } from "./helpers/terminal.ts";

const ignore = missingTerminal !== undefined;
const because = ignore ? ` (${missingTerminal})` : "";

/** Lets programs import as the tests do, wherever they lie. */
const imports = importMapFlag({
  "@decograd/decograd": new URL("mod.ts", ROOT).href,
  "@std/assert": import.meta.resolve("@std/assert"),
});

async function runFree(...args: string[]): Promise<string> {
  const { code, shown, asked, needed } = await runAtTerminal(args);
  assert(!asked, shown);
  assertEquals([code, needed], [0, []], shown);
  return shown;
}

async function readmePrograms(): Promise<string[]> {
  const text = await Deno.readTextFile(new URL("README.md", ROOT));
  return [...text.matchAll(/```ts\n([^]*?)```/g)].map(([, program]) => program);
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
    const programs = await readmePrograms();
    assert(programs.length >= 3, `${programs.length}`);
    const file = await Deno.makeTempFile({ suffix: ".ts" });
    try {
      for (const program of programs) {
        await Deno.writeTextFile(file, program);
        await runFree("run", imports, file);
      }
    } finally {
      await Deno.remove(file);
    }
  },
});

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

Deno.test("classes have the same names in a minified bundle, and so have weights, logs and files", () =>
  inFolder(async (folder) => {
    const program = `${folder}/names.ts`;
    await Deno.writeTextFile(program, NAMES);
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
    assert(here.classes.length > 180, `${here.classes.length}`);
    for (const [key, name] of here.classes) assertEquals(name, key);
  }));

/** Tells what there is by name: classes of all tables, and what names follow from theirs. */
const NAMES = `
import * as dg from "@decograd/decograd";
import * as builtIn from "${new URL("layers/built_in.ts", ROOT)}";

const tables = [
  ...[dg.initializers, dg.regularizers, dg.constraints, dg.losses, dg.metrics, dg.optimizers]
    .map(({ classes }) => classes),
  { ...builtIn, Model: dg.Model, Sequential: dg.Sequential },
];
const model = new dg.Sequential([
  new dg.layers.Conv2D({ filters: 2, kernelSize: 2, inputShape: [4, 4, 1] }),
  new dg.layers.MaxPool2D({ poolSize: 2 }),
  new dg.layers.BatchNormalization(),
  new dg.layers.Conv2DTranspose({ filters: 2, kernelSize: 2 }),
  new dg.layers.Flatten(),
  new dg.layers.Dense({ units: 1, activation: "relu" }),
]);
model.compile({ optimizer: "adam", loss: "mse", metrics: ["auc", new dg.metrics.MeanIoU({ numClasses: 2 })] });
const { history } = await model.fit(dg.ones([2, 4, 4, 1]), dg.ones([2, 1]), { verbose: 0 });
console.log(JSON.stringify({
  classes: tables.flatMap((classes) => Object.entries(classes).map(([key, { name }]) => [key, name])),
  layers: model.layers.map(({ name }) => name),
  weights: model.weights.map(({ path }) => path),
  state: (await model.optimizer.getState()).map(({ path }) => path),
  history: Object.keys(history),
  config: dg.layers.serialize(model),
  shown: [\`\${model}\`, \`\${model.layers[0]}\`],
}));
`;

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

/** The starter, where its users have it: in a folder outside the repository, with nothing but what it brings along. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import * as dg from "@decograd/decograd";
import { dotsAt, makeDecoder } from "../../examples/starter/dots.ts";
import { inFolder } from "../helpers/folder.ts";
import { ROOT } from "../helpers/sources.ts";
import { thorough } from "../helpers/thorough.ts";

const STARTER = new URL("examples/starter/", ROOT);
/** Whether Deno looks at types, which takes longer than all the rest. */
const TYPES = thorough() ? [] : ["--no-check"];

Deno.test("the starter trains and passes its test outside the repository, as its README says", () =>
  inFolder(async (folder) => {
    const project = `${folder}/project`;
    const brought = await copy(STARTER, project);
    await makeStandIn(`${folder}/assert`);
    await link(project, [ROOT.href, "../assert"]);

    const trained = await task(project, "train", ...TYPES);
    assertStringIncludes(trained, "epoch 12/12");
    assertEquals(
      await filesIn(project),
      [
        ...brought,
        ...["decoder.safetensors", "dots.png"],
      ].sort(),
    );
    const { width, height } = await dg.data.decodePng(
      await Deno.readFile(`${project}/dots.png`),
    );
    assertEquals([width, height], [8 * 18 + 2, 2 * 18 + 2]);
    const decoder = makeDecoder();
    await decoder.loadWeights(`${project}/decoder.safetensors`);
    const places = dg.randomUniform([64, 2], { seed: 2 });
    const test = { returnDict: true, verbose: 0 } as const;
    const { mse } = await decoder.evaluate(places, dotsAt(places), test);
    assert(mse < 0.003, `${mse}`);

    const tested = await task(project, "test", ...TYPES);
    assertStringIncludes(tested, "| 3 passed | 0 failed");
  }));

/** Copies the files of a folder; their names. */
async function copy(from: URL, to: string): Promise<string[]> {
  await Deno.mkdir(to);
  for (const name of await filesIn(from)) {
    await Deno.copyFile(new URL(name, from), `${to}/${name}`);
  }
  return await filesIn(to);
}

async function filesIn(folder: string | URL): Promise<string[]> {
  const files = await Array.fromAsync(Deno.readDir(folder));
  return files.map(({ name }) => name).sort();
}

/** Lets a project find packages of JSR in folders, if they are of the versions that it asks for. */
async function link(project: string, links: readonly string[]): Promise<void> {
  const path = `${project}/deno.json`;
  const config = JSON.parse(await Deno.readTextFile(path));
  await Deno.writeTextFile(path, JSON.stringify({ ...config, links }));
}

/** Makes a folder with what stands in for `@std/assert`. */
async function makeStandIn(folder: string): Promise<void> {
  await Deno.mkdir(folder);
  const code = new URL("tools/offline/assert.ts", ROOT);
  await Deno.writeTextFile(`${folder}/mod.ts`, `export * from "${code}";`);
  const exports = "./mod.ts";
  const config = { name: "@std/assert", version: "1.0.0", exports };
  await Deno.writeTextFile(`${folder}/deno.json`, JSON.stringify(config));
}

/** What a task of a project says; it has to end well. */
async function task(cwd: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", ...args],
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  const [out, err] = [stdout, stderr].map((b) => new TextDecoder().decode(b));
  assert(success, `${out}${err}`);
  return out;
}

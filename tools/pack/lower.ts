/** Writes out what older runtimes do not read, such as `using`. */

import { build, type OutputFile, stop } from "esbuild";

/** The oldest runtime that is supported; browsers of its time read the same. */
const TARGET = "node20";
/** What esbuild puts at the beginning of each module that says `using`. */
const HELPERS = /^var __knownSymbol = [^]*?\nvar __callDispose = [^]*?\n};\n/;
/** The module that has it once for all. */
const SHARED = "using.js";

/** Rewrites all modules of a folder in place. */
export async function lower(folder: string): Promise<void> {
  try {
    const { outputFiles } = await build({
      entryPoints: await modulesIn(folder),
      outdir: folder,
      outbase: folder,
      format: "esm",
      target: TARGET,
      // In the one module that only Deno loads.
      supported: { "import-source": true },
      write: false,
      logLevel: "error",
    });
    await writeSharing(folder, outputFiles);
  } finally {
    await stop();
  }
}

/** Writes the modules; those that say `using` have one helper, not a copy each, which bundlers would keep. */
async function writeSharing(
  folder: string,
  modules: readonly OutputFile[],
): Promise<void> {
  let shared = "";
  for (const { path, text } of modules) {
    const [helpers] = HELPERS.exec(text) ?? [];
    if (helpers === undefined && text.includes("__callDispose")) {
      throw new Error(`Cannot lower ${path}: expected helpers in front`);
    }
    shared ||= helpers ?? "";
    const depth = path.slice(folder.length + 1).split(/[/\\]/).length - 1;
    const from = `${"../".repeat(depth) || "./"}${SHARED}`;
    const code = helpers === undefined
      ? text
      : `import { __using, __callDispose } from "${from}";\n${
        text.slice(helpers.length)
      }`;
    await Deno.writeTextFile(path, code);
  }
  const code = `${shared}export { __using, __callDispose };\n`;
  await Deno.writeTextFile(`${folder}/${SHARED}`, code);
}

async function modulesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) found.push(...await modulesIn(path));
    else if (name.endsWith(".js")) found.push(path);
  }
  return found;
}

/** Runs the notebooks, and writes what they show into them: `deno task notebooks`, or `deno task notebooks vae`. */

import { ROOT } from "../import_map.ts";
import { explained } from "../usage.ts";
import { findPython, Kernel } from "./kernel.ts";
import { executed, type Notebook, written } from "./notebook.ts";

/** Where they lie. */
export const NOTEBOOKS = new URL("notebooks/", ROOT);

/** The names of all, without their endings. */
export async function namesOfNotebooks(): Promise<string[]> {
  const files = await Array.fromAsync(Deno.readDir(NOTEBOOKS));
  return files.flatMap(({ name }) => name.match(/^(.*)\.ipynb$/)?.[1] ?? [])
    .sort();
}

/** Reads one. */
export async function readNotebook(name: string): Promise<Notebook> {
  const url = new URL(`${name}.ipynb`, NOTEBOOKS);
  return JSON.parse(await Deno.readTextFile(url));
}

if (import.meta.main) {
  const line = "deno task notebooks [NAME...]";
  const code = explained(Deno.args, { line, takesWords: true });
  if (code !== undefined) Deno.exit(code);
  const python = await findPython();
  if (python === null) {
    console.error(
      "Cannot run notebooks: expected a Python that has jupyter_client, received none (on Debian, apt-get install python3-jupyter-client)",
    );
    Deno.exit(1);
  }
  const all = await namesOfNotebooks();
  for (const name of Deno.args) {
    if (all.includes(name)) continue;
    console.error(
      `Cannot run notebooks: expected names of ${
        all.join(", ")
      }, received ${name}`,
    );
    Deno.exit(2);
  }
  for (const name of Deno.args.length > 0 ? Deno.args : all) {
    const began = performance.now();
    await using kernel = await Kernel.start(python, NOTEBOOKS);
    const notebook = await executed(await readNotebook(name), kernel);
    const url = new URL(`${name}.ipynb`, NOTEBOOKS);
    await Deno.writeTextFile(url, written(notebook));
    const seconds = (performance.now() - began) / 1000;
    console.log(`${name}: ${seconds.toFixed(0)} s`);
  }
}

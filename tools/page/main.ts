/** Builds the page of examples/browser, and serves it to a browser on this machine. */

import { writeFile } from "@decograd/decograd/data";
import { mnist } from "@decograd/decograd/datasets";
import { packed } from "../../examples/browser/bits.ts";
import { SIDE } from "../../examples/browser/messages.ts";
import {
  flag,
  folder,
  integer,
  readCommandLine,
  without,
} from "../../examples/shared/command_line.ts";
import { makeFolder } from "../../examples/shared/output.ts";
import { run, UserError } from "../../examples/shared/run.ts";
import { importMapFlags } from "../jsr.ts";
import { checkPort, serve } from "./serve.ts";

const ABOUT = `Builds a page on which a decoder learns to draw, and serves it.

  deno task page [options]`;

const OPTIONS = {
  out: folder("out/page", "where its files go, to be put on any web server"),
  images: integer(20_000, 1, "digits that come with it", 60_000),
  port: without(
    "build",
    integer(8000, 0, "where it is served; 0 takes a free one", 65_535),
  ),
  build: flag("build it only"),
};

const SOURCES = new URL("../../examples/browser/", import.meta.url);
/** Files that are as they are, and the programs that are bundled. */
const STATIC = ["index.html", "style.css"], PROGRAMS = ["page", "worker"];

/** Writes the files of the page. */
async function build(out: string, images: number): Promise<void> {
  await makeFolder(out);
  for (const name of STATIC) {
    const bytes = await Deno.readFile(new URL(name, SOURCES));
    await writeFile(`${out}/${name}`, bytes);
  }
  console.log("bundling");
  const flags = ["--platform=browser", "--minify", ...await importMapFlags()];
  for (const name of PROGRAMS) {
    const program = new URL(`${name}.ts`, SOURCES).href;
    const args = ["bundle", "--quiet", ...flags, `--output=${out}/${name}.js`];
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...args, program],
      stdout: "null",
    }).output();
    if (!success) {
      const said = new TextDecoder().decode(stderr).trim();
      throw new UserError(`Cannot bundle ${name}.ts: ${said}`);
    }
  }
  console.log(`packing ${images} digits`);
  const { train } = await mnist();
  const { data } = train.images;
  await writeFile(`${out}/digits.bin`, packed(data, images * SIDE * SIDE));
}

/** Resolves to the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const options = readCommandLine(args, OPTIONS, ABOUT);
  if (options === null) return 0;
  const { out, images, port, build: only } = options;
  if (!only) checkPort(port);
  await build(out, images);
  if (only) {
    console.log(`the page lies in ${out}`);
    return 0;
  }
  await serve(out, port);
  return 0;
}

if (import.meta.main) await run(() => main(Deno.args));

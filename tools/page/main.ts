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
  type Values,
} from "../../examples/shared/command_line.ts";
import { run, UserError } from "../../examples/shared/run.ts";
import { importMapFlags } from "../jsr.ts";
import { serve } from "./serve.ts";

const ABOUT = `Builds a page on which a decoder learns to draw, and serves it.

  deno task page [options]`;

const OPTIONS = {
  out: folder("out/page", "where its files go, to be put on any web server"),
  images: integer(20_000, 1, "digits that come with it"),
  port: integer(8000, 0, "where it is served; 0 takes a free one"),
  build: flag("build it only"),
};

const SOURCES = new URL("../../examples/browser/", import.meta.url);
/** Files that are as they are, and the programs that are bundled. */
const STATIC = ["index.html", "style.css"], PROGRAMS = ["page", "worker"];

/** Writes the files of the page. */
async function build(out: string, images: number): Promise<void> {
  await Deno.mkdir(out, { recursive: true });
  for (const name of STATIC) {
    const bytes = await Deno.readFile(new URL(name, SOURCES));
    await writeFile(`${out}/${name}`, bytes);
  }
  console.log("bundling");
  const flags = ["--platform=browser", ...await importMapFlags()];
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
  const count = Math.min(images, train.images.shape[0]);
  await writeFile(`${out}/digits.bin`, packed(data, count * SIDE * SIDE));
}

async function main(
  { out, images, port, build: only }: Values<typeof OPTIONS>,
): Promise<number> {
  await build(out, images);
  if (only) {
    console.log(`the page lies in ${out}`);
    return 0;
  }
  await serve(out, port);
  return 0;
}

await run(async () => {
  const options = readCommandLine(Deno.args, OPTIONS, ABOUT);
  return options ? await main(options) : 0;
});

/** Makes a site of the documentation; `--out DIR` is where it is put, `out/site` if not given. */

import { parseArgs } from "@std/cli/parse-args";
import { ROOT } from "../import_map.ts";
import { makeSite } from "./site.ts";

if (import.meta.main) {
  const { out } = parseArgs(Deno.args, {
    string: ["out"],
    default: { out: `${decodeURIComponent(ROOT.pathname)}out/site` },
  });
  const pages = await makeSite(out);
  console.log(`${pages} pages: ${out}/index.html`);
}

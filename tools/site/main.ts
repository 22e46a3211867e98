/** Makes a site of the documentation: `deno task site`. */

import { folder } from "../../bench/options.ts";
import { command } from "../command.ts";
import { ROOT } from "../import_map.ts";
import { makeSite } from "./site.ts";

const OPTIONS = { out: folder("where it is put, out/site if not given") };

if (import.meta.main) {
  const about =
    "Makes a site of README, docs, notebooks and all that is exported.";
  Deno.exit(
    await command("site", about, OPTIONS, async ({ out }) => {
      const to = out ?? `${decodeURIComponent(ROOT.pathname)}out/site`;
      const pages = await makeSite(to);
      console.log(`${pages} pages: ${to}/index.html`);
    }),
  );
}

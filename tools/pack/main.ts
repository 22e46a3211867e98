/**
 * Makes the package of npm: what `deno pack` makes of the sources, with what Node 20 lacks written out by esbuild. A workflow
 * of GitHub says which repository it is of.
 */

import { flag, folder } from "../../bench/options.ts";
import { command } from "../command.ts";
import { ROOT } from "../import_map.ts";
import { pack } from "./pack.ts";

const OPTIONS = {
  out: folder("where it is put, out/npm if not given"),
  "no-types": flag("leaves out the types, which take most of the time"),
};

if (import.meta.main) {
  const about =
    "Makes the package of npm, which Node, Bun and bundlers install.";
  Deno.exit(
    await command("pack", about, OPTIONS, async (given) => {
      const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: path } = Deno.env
        .toObject();
      const tarball = await pack(
        given.out ?? `${decodeURIComponent(ROOT.pathname)}out/npm`,
        {
          types: !given["no-types"],
          repository: server && path ? `${server}/${path}` : undefined,
          tell: (stage) => console.log(stage),
        },
      );
      const { size } = await Deno.stat(tarball);
      console.log(`${(size / 1e6).toFixed(1)} MB: npm install ${tarball}`);
    }),
  );
}

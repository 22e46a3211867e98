/**
 * Makes the package of npm: what `deno pack` makes of the sources, with what Node 20 lacks written out by esbuild.
 * `--out DIR` is where it is put, `out/npm` if not given; `--no-types` leaves out the types, which take most of the time.
 * A workflow of GitHub says which repository it is of.
 */

import { parseArgs } from "@std/cli/parse-args";
import { ROOT } from "../import_map.ts";
import { pack } from "./pack.ts";

if (import.meta.main) {
  const { out, types } = parseArgs(Deno.args, {
    string: ["out"],
    boolean: ["types"],
    negatable: ["types"],
    default: {
      out: `${decodeURIComponent(ROOT.pathname)}out/npm`,
      types: true,
    },
  });
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: path } = Deno.env
    .toObject();
  const repository = server && path ? `${server}/${path}` : undefined;
  const tarball = await pack(out, { types, repository });
  const { size } = await Deno.stat(tarball);
  console.log(`${tarball}: ${(size / 1e6).toFixed(1)} MB`);
}

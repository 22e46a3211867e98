/** The session that stands between a program and the kernel. */

import { importMapFlag, offlineImports } from "../../tools/import_map.ts";
import { inFolder } from "../helpers/folder.ts";
import { jupyterTest } from "../helpers/kernel.ts";
import { ROOT } from "../helpers/sources.ts";

jupyterTest(
  "a session ends with the program that started it, in the middle of a cell",
  () =>
    inFolder(async (folder) => {
      const begun = `${folder}/begun`,
        program = "tests/programs/endless_cell.ts";
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", importMapFlag(offlineImports()), program, begun],
        cwd: ROOT,
        ...{ stdin: "null", stdout: "null", stderr: "piped" },
      }).spawn();
      const isThere = () => Deno.stat(begun).then(() => true, () => false);
      while (!await isThere()) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      child.kill("SIGKILL");
      await child.status;
      // The session has inherited it: it is open for as long as one of the two lives.
      await new Response(child.stderr).text();
    }),
);

/** Two runs do not write to one folder: not those that mpirun starts, and not those of two terminals. */

import { assertRejects } from "@std/assert";
import { stub } from "@std/testing/mock";
import { Output, OutputError } from "../../examples/shared/output.ts";
import { EXAMPLES, saidBy } from "../helpers/every_example.ts";
import { inFolder } from "../helpers/folder.ts";

const ignore = Deno.build.os === "windows";
const OPTIONS = { files: ["a"], weights: 1, overwrite: false, resume: false };

Deno.test({
  name: "a folder is one run's alone until that is over",
  ignore,
  fn: () =>
    inFolder(async (folder) => {
      const { main, small } = EXAMPLES.anomaly;
      const args = [...small, `--out=${folder}`, "--epochs=0"];
      {
        using _first = await Output.open(folder, OPTIONS);
        using _log = stub(console, "log");
        await assertRejects(
          () => main(args),
          OutputError,
          `Cannot use --out ${folder}: expected a folder that this run has alone, received one that another process writes to`,
        );
      }
      await saidBy(main, args);
      // A run that was refused has not kept it.
      await assertRejects(
        () => Output.open(folder, { ...OPTIONS, files: ["heartbeats.svg"] }),
        OutputError,
        "expected no results of an earlier run",
      );
      await saidBy(main, [...args, "--overwrite"]);
    }),
});

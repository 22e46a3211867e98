/** Trainings at a terminal: the line of progress, and Ctrl-C. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { missingTerminal, runAtTerminal } from "../helpers/terminal.ts";
import { ROOT } from "../helpers/sources.ts";

/** A training of several epochs with a validation; in its 30th step comes Ctrl-C. */
const PROGRAM = `
import * as dg from "${new URL("mod.ts", ROOT)}";
const model = new dg.Sequential([new dg.layers.Dense({ units: 2 })], {
  name: "a_model_with_quite_a_long_name",
});
model.compile({ optimizer: "sgd", loss: "mse", metrics: ["mae", "mse"] });
let steps = 0;
const callback = new dg.callbacks.LambdaCallback({
  async onTrainBatchEnd() {
    await new Promise((resolve) => setTimeout(resolve, 30));
    if (++steps === 30) Deno.kill(Deno.pid, "SIGINT");
  },
  onEpochEnd: (epoch) => console.log(\`said of \${epoch}\`),
});
const history = await model.fit(dg.ones([80, 3]), dg.ones([80, 2]), {
  batchSize: 8,
  epochs: 9,
  callbacks: [callback],
  validationSplit: 0.1,
});
console.log(\`it went on after \${steps} steps and epochs \${history.epoch}\`);
`;

/** What a terminal was shown, line by line as each was written anew. */
function linesOf(shown: string): string[] {
  return shown.replaceAll("\x1b[K", "").split(/\r?\n|\r/);
}

for (const columns of [40, 80, 200]) {
  Deno.test({
    name:
      `at ${columns} columns the line of progress never wraps, and after Ctrl-C the program goes on`,
    ignore: missingTerminal !== undefined,
    async fn() {
      const file = await Deno.makeTempFile({ suffix: ".ts" });
      try {
        await Deno.writeTextFile(file, PROGRAM);
        const flags = ["--quiet", "--no-check", "--no-lock", "--allow-run"];
        const { code, shown } = await runAtTerminal(
          ["run", ...flags, file],
          columns,
        );
        assertEquals(code, 0, shown);
        const lines = linesOf(shown);
        const went = lines.find((line) => line.startsWith("it went on"));
        // A signal is heard between steps, a few later on a busy machine.
        const steps = Number(went?.match(/after (\d+) steps/)?.[1]);
        assert(steps >= 30 && steps < 60, shown);
        assertStringIncludes(shown, "epoch 1/9");
        assert(lines.includes("said of 0"), shown);
        const live = lines.filter((line) => / left$/.test(line));
        assert(live.length > 0, shown);
        const told = lines.slice(0, lines.indexOf(went!));
        for (const line of told) assert(line.length < columns, line);
        // A step waits 30 ms for 8 samples.
        const speeds = [...shown.matchAll(/(\d+) samples\/s\r/g)];
        assert(speeds.length >= 3, shown);
        for (const [, speed] of speeds) assert(Number(speed) <= 270, shown);
      } finally {
        await Deno.remove(file);
      }
    },
  });
}

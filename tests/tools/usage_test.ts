/** Command lines of tools that are explained, and those that are followed. */

import { assertEquals } from "@std/assert";
import { stub } from "@std/testing/mock";
import { explained } from "../../tools/usage.ts";

Deno.test("a command line that asks, or is written otherwise, is explained", () => {
  const words = { line: "deno task a", takesWords: true };
  const flags = { line: "deno task b [--trust]", flags: ["--trust"] };
  const cases: [string[], typeof words | typeof flags, number | undefined][] = [
    [["--help"], flags, 0],
    [["word", "-h"], words, 0],
    [[], flags, undefined],
    [["--trust"], flags, undefined],
    [["word"], words, undefined],
    [["word"], flags, 2],
    [["--trus"], flags, 2],
    [["-x"], words, 2],
  ];
  using log = stub(console, "log");
  using error = stub(console, "error");
  for (const [args, usage, code] of cases) {
    assertEquals(explained(args, usage), code, args.join(" "));
  }
  const saidBy = ({ calls }: typeof log) => calls.map(({ args }) => args[0]);
  assertEquals(saidBy(log), [
    "Usage: deno task b [--trust]",
    "Usage: deno task a",
  ]);
  assertEquals(saidBy(error).filter((line) => !line.startsWith("Usage")), [
    "Expected --trust, received word",
    "Expected --trust, received --trus (did you mean --trust?)",
    "Expected no option, received -x",
  ]);
});

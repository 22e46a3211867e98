/** The benchmarks by name. */

import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { stub } from "@std/testing/mock";
import { BENCHMARKS, load, main } from "../../bench/main.ts";
import { UsageError } from "../../bench/options.ts";

Deno.test("every benchmark loads under its name, and refuses options that it does not know", async () => {
  for (const name of Object.keys(BENCHMARKS)) {
    const benchmark = await load(name);
    assertEquals(benchmark.name, name);
    await assertRejects(
      () => benchmark.run(["--stray"]),
      UsageError,
      `Cannot run the benchmark ${name}: expected options --`,
    );
  }
});

Deno.test("without a name all benchmarks are listed, and a wrong name is refused with the nearest", async () => {
  using told = stub(console, "log", (_: string) => {});
  using refused = stub(console, "error", (_: string) => {});
  assertEquals(await main([]), 0);
  for (const name of Object.keys(BENCHMARKS)) {
    assertStringIncludes(told.calls[0].args[0], `\n  ${name} `);
  }
  assertEquals(await main(["soka"]), 2);
  assertStringIncludes(refused.calls[0].args[0], "did you mean soak?");
  assertEquals(await main(["soak", "--help"]), 0);
  assertStringIncludes(told.calls[1].args[0], "--steps N");
});

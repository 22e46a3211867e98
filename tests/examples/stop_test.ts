/** How an example is stopped. */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { stub } from "@std/testing/mock";
import { Stop } from "../../examples/shared/stop.ts";
import { runLines } from "../helpers/run_example.ts";

Deno.test("each signal stops a piece of work, the next one if this has been told, and the first is the exit code", () => {
  const listeners = new Map<string, () => void>();
  using _added = stub(Deno, "addSignalListener", (signal, listener) => {
    listeners.set(signal, listener);
  });
  using _removed = stub(Deno, "removeSignalListener", (signal) => {
    listeners.delete(signal);
  });
  using log = stub(console, "log");
  {
    using stop = new Stop();
    const first = stop.begin("first");
    assertEquals([first.aborted, stop.code], [false, 0]);
    listeners.get("SIGINT")!();
    assertEquals([first.aborted, stop.code], [true, 130]);
    const second = stop.begin("second");
    assertEquals(second.aborted, false);
    listeners.get("SIGTERM")!();
    listeners.get("SIGINT")!();
    assertEquals([second.aborted, stop.code], [true, 130]);
    assertEquals(stop.begin("third").aborted, true);
    assertEquals(stop.begin("fourth").aborted, false);
  }
  assertEquals(listeners.size, 0);
  const said = log.calls.map(({ args: [text] }) => text);
  assertEquals(said, ["\nfirst", "\nsecond", "\nthird"]);
});

Deno.test({
  name: "a second signal is heard that comes in the same long step",
  ignore: Deno.build.os === "windows",
  async fn() {
    const program = "tests/programs/pressed_twice.ts";
    const args = ["run", "--quiet", "--allow-read", program];
    const run = await runLines(args, (line, child) => {
      if (line === "ready") child.kill("SIGINT");
    });
    assertEquals([run.code, run.err], [0, ""]);
    assertStringIncludes(run.out, "stopped true,true");
  },
});

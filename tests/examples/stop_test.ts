import { assertEquals } from "@std/assert";
import { stub } from "@std/testing/mock";
import { Stop } from "../../examples/decoder/stop.ts";

Deno.test("a stop counts signals, and tells those who ask late what they have missed", () => {
  const listeners = new Map<string, () => void>();
  using _added = stub(Deno, "addSignalListener", (signal, listener) => {
    listeners.set(signal, listener);
  });
  using _removed = stub(Deno, "removeSignalListener", (signal) => {
    listeners.delete(signal);
  });
  {
    using stop = new Stop();
    const first = stop.signal(1);
    assertEquals([first.aborted, stop.heard, stop.code], [false, 0, 0]);
    listeners.get("SIGINT")!();
    assertEquals([first.aborted, stop.heard, stop.code], [true, 1, 130]);
    assertEquals(stop.signal(2).aborted, false);
    for (const listener of listeners.values()) listener();
    // The first decides on the exit code.
    assertEquals([stop.heard > 1, stop.code], [true, 130]);
    for (let nth = 1; nth <= stop.heard; nth++) {
      assertEquals(stop.signal(nth).aborted, true);
    }
    assertEquals(stop.signal(stop.heard + 1).aborted, false);
  }
  assertEquals(listeners.size, 0);
});

/** Traces are in Chrome's Trace Event Format, and each stretch lies in the one around it. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { chromeTraceOf } from "../../../autograd/profiling/chrome_trace.ts";

interface Event {
  readonly ph: string;
  readonly name: string;
  readonly cat?: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
  readonly args: Readonly<Record<string, unknown>>;
}

/** What the format asks of events: complete ones ("X") and those about a process or a thread ("M"). */
function eventsOf(json: string): Event[] {
  const { traceEvents, displayTimeUnit } = JSON.parse(json);
  assertEquals(displayTimeUnit, "ms");
  for (const event of traceEvents as Event[]) {
    assert(["X", "M"].includes(event.ph), event.ph);
    assertEquals(typeof event.name, "string");
    assert(Number.isInteger(event.pid) && Number.isInteger(event.tid));
    assertEquals(typeof event.args, "object");
    if (event.ph === "M") {
      assert(["process_name", "thread_name"].includes(event.name), event.name);
      assertEquals(typeof event.args.name, "string");
      continue;
    }
    assertEquals(typeof event.cat, "string");
    assert(Number.isFinite(event.ts) && event.ts >= 0, `${event.ts}`);
    assert(Number.isFinite(event.dur) && event.dur >= 0, `${event.dur}`);
  }
  return traceEvents;
}

const kernel = (path: string[], start: number, isBackward = false) => ({
  ...{ kernel: "matmul", op: "matmul", bytes: 4, duration: 1 },
  ...{ path, start, isBackward },
});

Deno.test("stretches of layers last from their first kernel to their last", () => {
  const events = eventsOf(chromeTraceOf("wasm", [
    kernel(["net", "a"], 0),
    kernel(["net", "a"], 2),
    kernel(["net", "b"], 4),
    kernel([], 6),
    kernel(["net", "b"], 8, true),
  ]));
  const stretches = events.filter(({ ph }) => ph === "X")
    .map(({ name, cat, ts, dur }) => `${name} ${cat} ${ts / 1e3} ${dur / 1e3}`);
  assertEquals(stretches, [
    "net layer,forward 0 5",
    "a layer,forward 0 3",
    "matmul forward 0 1",
    "matmul forward 2 1",
    "b layer,forward 4 1",
    "matmul forward 4 1",
    "matmul forward 6 1",
    "net layer,backward 8 1",
    "b layer,backward 8 1",
    "matmul backward 8 1",
  ]);
});

Deno.test("the trace of a step is one that a viewer can nest", async () => {
  const net = new dg.Sequential([
    new dg.layers.Dense({ units: 3 }),
    new dg.Sequential([new dg.layers.Dense({ units: 3 })]),
  ]);
  net.compile({ optimizer: "adam", loss: "mse" });
  const x = dg.ones([2, 3]);
  const profile = await dg.profile(() => net.trainOnBatch(x, x));
  const events = eventsOf(profile.chromeTrace()).filter(({ ph }) => ph === "X");
  assertEquals(
    events.filter(({ args }) => "kernel" in args).length,
    profile.kernels.length,
  );
  const open: Event[] = [];
  for (const event of events) {
    while (open.length > 0 && end(open.at(-1)!) <= nanos(event.ts)) open.pop();
    const around = open.at(-1);
    if (around) assert(end(event) <= end(around), event.name);
    open.push(event);
  }
});

function end({ ts, dur }: Event): number {
  return nanos(ts) + nanos(dur);
}

function nanos(microseconds: number): number {
  return Math.round(1000 * microseconds);
}

/** The kept faults fit the code as it is. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import { withFault } from "../../tools/mutate/fault.ts";
import { faults } from "../../tools/mutate/faults/mod.ts";
import { ROOT } from "../helpers/sources.ts";

Deno.test("every kept fault has its place in the code, once", async () => {
  for (const fault of faults) {
    const code = await Deno.readTextFile(new URL(fault.file, ROOT));
    const changed = withFault(code, fault);
    assert(changed !== code, `${fault.file}: ${fault.why}`);
  }
});

Deno.test("every kept fault names tests that are there, and differs from all others", async () => {
  for (const { why, tests } of faults) {
    assert(tests.length > 0, why);
    for (const test of tests) await Deno.stat(new URL(test, ROOT));
  }
  const places = faults.map(({ file, text, replacement }) =>
    `${file} ${text} ${replacement}`
  );
  assertEquals(new Set(places).size, faults.length);
});

Deno.test("all rooms have faults, and there are many", () => {
  const rooms = new Set(faults.map(({ file }) => file.split("/")[0]));
  for (
    const room of [
      ...["config", "backends", "autograd", "layers", "training", "data"],
      "examples",
    ]
  ) {
    assert(rooms.has(room), room);
  }
  assert(faults.length >= 90, `${faults.length}`);
});

Deno.test("a fault is put into the code only where its place is certain", () => {
  const fault = {
    ...{ file: "a.ts", text: "1", replacement: "2", why: "", tests: [] },
  };
  assertEquals(withFault("x = 1;", fault), "x = 2;");
  assertThrows(() => withFault("x = 3;", fault), RangeError, "none of");
  assertThrows(() => withFault("x = 1 + 1;", fault), RangeError, "more of");
});

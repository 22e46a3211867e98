/** Options that nobody would read. */

import { assertThrows } from "@std/assert";
import { checkArgumentCount, checkOptions } from "../../config/options.ts";

Deno.test("options that are known pass, and none at all", () => {
  checkOptions("compute sum", { axis: 0 }, ["axis", "keepdims"]);
  checkOptions("compute sum", {}, ["axis"]);
  checkOptions("compute sum", Object.create(null), ["axis"]);
});

Deno.test("an unknown option is refused with the one that was meant", () => {
  assertThrows(
    () => checkOptions("compute sum", { axes: 0 }, ["axis", "keepdims"]),
    TypeError,
    "Cannot compute sum: expected options axis, keepdims, received axes (did you mean axis?)",
  );
});

Deno.test("what is no object of options is refused", () => {
  for (const value of [0, null, "x", [1], new Map(), () => 1, new Date(0)]) {
    assertThrows(
      () => checkOptions("compute sum", value, ["axis"]),
      TypeError,
      "expected an object of options (options axis)",
    );
  }
});

Deno.test("arguments too many are counted", () => {
  checkArgumentCount("add", [1, 2], 2);
  assertThrows(
    () => checkArgumentCount("add", [1, 2, 3], 2),
    TypeError,
    "Cannot add: expected 2 arguments, received 3",
  );
});

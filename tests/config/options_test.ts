/** Options that nobody would read. */

import { assertEquals, assertThrows } from "@std/assert";
import { checkArgumentCount, checkOptions } from "../../config/options.ts";
import { nearest } from "../../config/nearest.ts";
import { quote } from "../../config/quote.ts";

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

Deno.test("what is quoted is never long, whatever it is", () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  const values = [
    "x".repeat(1e6),
    Array.from({ length: 1e5 }, (_, i) => i),
    { text: "y".repeat(1e6) },
    circle,
    Symbol("s"),
    10n,
    new Map(),
    undefined,
    NaN,
    [NaN, Infinity],
  ];
  for (const value of values) assertEquals(quote(value).length < 200, true);
  assertEquals(quote([NaN]), '["NaN"]');
  assertEquals(quote(undefined), "undefined");
});

Deno.test("names that differ in case, underscores or a few letters are near", () => {
  const names = ["stddev", "seed", "keepdims", "axis"];
  for (const given of ["keepDims", "keep_dims", "keepdim", "keep"]) {
    assertEquals(nearest(given, names)[0], "keepdims");
  }
  // Two letters of three may differ, and underscores are no difference at all.
  assertEquals(nearest("axe", ["axs_"]), ["axs_"]);
  assertEquals(nearest("sad", ["sum"]), ["sum"]);
  assertEquals(nearest("a_b_c_d_e", ["abcde", "a_b_x_d"]), [
    "abcde",
    "a_b_x_d",
  ]);
  assertEquals(nearest("quantization", names), []);
  assertEquals(nearest("x".repeat(1e6), names), []);
  // No name is compared that is longer than any of ours.
  assertEquals(nearest("x".repeat(100), ["x".repeat(99)]), []);
});

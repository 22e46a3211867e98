/** Values as errors show them. */

import { quote } from "../../config/errors.ts";
import { assert, assertEquals } from "@std/assert";

class Part {
  readonly toJSON = () => {
    throw new Error("not as JSON");
  };
}

Deno.test("what JSON refuses is shown by its members", () => {
  const circle: unknown[] = [1];
  circle.push(circle);
  const shown: [unknown, string][] = [
    [new Part(), "Part object"],
    [[new Part(), 1, "a"], '[Part object, 1, "a"]'],
    [{ layers: [new Part()] }, '{"layers": [...]}'],
    [
      { layer: new Part(), of: { a: 1 } },
      '{"layer": Part object, "of": {...}}',
    ],
    [circle, "[1, [...]]"],
    [[1n], "[1]"],
    [[null, new Part()], "[null, Part object]"],
  ];
  for (const [value, text] of shown) assertEquals(quote(value), text);
});

Deno.test("a function is told from a class, and both from what they make", () => {
  const anonymous = (() => () => {})();
  const shown: [unknown, string][] = [
    [Part, "the class Part"],
    [(() => class {})(), "a class"],
    [function data() {}, "the function data"],
    [anonymous, "a function"],
    [Math.max, "the function max"],
  ];
  for (const [value, text] of shown) assertEquals(quote(value), text);
});

Deno.test("whatever is shown is short", () => {
  const many = Array.from({ length: 1e5 }, () => new Part());
  const long = { [Symbol.iterator]: 1, ["a".repeat(1e6)]: new Part() };
  const named = Object.defineProperty(() => {}, "name", {
    value: "n".repeat(1e6),
  });
  for (const value of [many, [[many]], long, named]) {
    assert(quote(value).length < 160, `${quote(value).length}`);
  }
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

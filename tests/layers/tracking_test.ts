/** What is found in the properties of objects. */

import { assertEquals } from "@std/assert";
import { flatten, heldBy } from "../../layers/tracking.ts";

const isString = (value: unknown) => typeof value === "string";

Deno.test("what is held is found in properties, arrays and plain objects, in order", () => {
  class Holder {
    readonly a = "1";
    readonly list = [["2"], 3, { b: "4" }];
    readonly other = new Map([["x", "y"]]);
    readonly last = "5";
    readonly #hidden = "6";
    hidden(): string {
      return this.#hidden;
    }
  }
  assertEquals(heldBy(new Holder(), isString), ["1", "2", "4", "5"]);
});

Deno.test("circles are gone round once", () => {
  const circle: Record<string, unknown> = { a: "1" };
  circle.self = circle;
  assertEquals(heldBy(circle, isString), ["1"]);
  const next = (n: number) => [(n + 1) % 3, (n + 2) % 3];
  assertEquals(flatten(0, next), [0, 1, 2]);
});

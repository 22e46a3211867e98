/** What is found in the properties of objects. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { flatten, heldBy } from "../../variables/tracking.ts";

const isString = (value: unknown) => typeof value === "string";

Deno.test("what is held is found in properties, arrays, maps, sets and other objects, in order", () => {
  class Holder {
    readonly a = "1";
    readonly list = [["2"], 3, { b: "4" }];
    readonly map = new Map<string, unknown>([["x", "5"], ["y", ["6"]]]);
    readonly set = new Set<unknown>(["7", { z: "8" }]);
    readonly helper = new class Helper {
      readonly own = "9";
      readonly list = ["10"];
    }();
    readonly last = "11";
    readonly #hidden = "12";
    hidden(): string {
      return this.#hidden;
    }
  }
  assertEquals(heldBy(new Holder(), isString), [
    ...["1", "2", "4", "5", "6", "7", "8", "9", "10", "11"],
  ]);
});

Deno.test("tensors, raw numbers and what is closed are not looked into", () => {
  const closed = { a: "1" };
  const holder = {
    closed,
    tensor: Object.assign(dg.zeros([1]), { a: "2" }),
    raw: Object.assign(new Float32Array(2), { a: "3" }),
    last: "4",
  };
  const found = heldBy(holder, isString, (value) => value === closed);
  assertEquals(found, ["4"]);
});

Deno.test("circles are gone round once", () => {
  const circle: Record<string, unknown> = { a: "1" };
  circle.self = circle;
  assertEquals(heldBy(circle, isString), ["1"]);
  const next = (n: number) => [(n + 1) % 3, (n + 2) % 3];
  assertEquals(flatten(0, next), [0, 1, 2]);
});

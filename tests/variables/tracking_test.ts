/** What is found in the properties of objects. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { flatten, heldBy } from "../../variables/tracking.ts";

/** What is looked for. */
class Part {
  constructor(readonly name: string) {}
}

const part = (name: string) => new Part(name);

function namesIn(
  holder: object,
  isClosed?: (value: object) => boolean,
): string[] {
  const isPart = (value: object) => value instanceof Part;
  return heldBy(holder, isPart, isClosed).map(({ name }) => name);
}

Deno.test("what is held is found in properties, arrays, maps, sets and other objects, in order", () => {
  class Holder {
    readonly a = part("1");
    readonly list = [[part("2")], 3, { b: part("4") }, null, "no part"];
    readonly map = new Map<string, unknown>([
      ["x", part("5")],
      ["y", [part("6")]],
    ]);
    readonly set = new Set<unknown>([part("7"), { z: part("8") }]);
    readonly helper = new class Helper {
      readonly own = part("9");
      readonly list = [1, part("10")];
    }();
    readonly last = part("11");
    readonly #hidden = part("12");
    hidden(): Part {
      return this.#hidden;
    }
  }
  assertEquals(namesIn(new Holder()), [
    ...["1", "2", "4", "5", "6", "7", "8", "9", "10", "11"],
  ]);
});

Deno.test("a map, a set and a list may have properties besides, of which a list's do not count", () => {
  const more = { a: part("more") };
  const map = Object.assign(new Map([["x", part("of a map")]]), more);
  const set = Object.assign(new Set([part("of a set")]), more);
  const list = Object.assign([part("of a list")], more);
  assertEquals(namesIn({ map, set, list }), [
    ...["of a map", "more", "of a set", "more", "of a list"],
  ]);
});

Deno.test("what is inherited, or not enumerable, is not held", () => {
  const holder = Object.create({ inherited: part("1") });
  Object.defineProperty(holder, "hidden", { value: part("2") });
  holder.own = part("3");
  assertEquals(namesIn(holder), ["3"]);
});

Deno.test("tensors, raw numbers and what is closed are not looked into", () => {
  const closed = { a: part("1") };
  const holder = {
    closed,
    tensor: Object.assign(dg.zeros([1]), { a: part("2") }),
    raw: Object.assign(new Float32Array(2), { a: part("3") }),
    numbers: [1, 2, 3],
    last: part("4"),
  };
  assertEquals(namesIn(holder, (value) => value === closed), ["4"]);
});

Deno.test("circles are gone round once", () => {
  const circle: Record<string, unknown> = { a: part("1") };
  circle.self = circle;
  circle.list = [circle, { circle }];
  assertEquals(namesIn(circle), ["1"]);
  const next = (n: number) => [(n + 1) % 3, (n + 2) % 3];
  assertEquals(flatten(0, next), [0, 1, 2]);
});

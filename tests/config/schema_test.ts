/** Tables of options: what is read of an object, and what is written into a config. */

import { assertEquals, assertNotStrictEquals, assertThrows } from "@std/assert";
import { ValueError } from "../../config/errors.ts";
import { flag, integers, named, number, settled } from "../../config/rows.ts";
import {
  namesOf,
  readOptions,
  snakeCase,
  writeOptions,
} from "../../config/schema.ts";

const schema = {
  kernelSize: integers(2),
  useBias: flag(true),
  beta1: named(number(0.9), { key: "beta_1" }),
  rank: settled(2),
};

const read = (options: unknown) => readOptions("make Part", schema, options);

Deno.test("options are read by their rows, in the table's order", () => {
  const values = read({ beta1: 0.5, kernelSize: 3 });
  assertEquals(values, {
    kernelSize: [3, 3],
    useBias: true,
    beta1: 0.5,
    rank: 2,
  });
  assertEquals(Object.keys(values), ["kernelSize", "useBias", "beta1", "rank"]);
});

Deno.test("an option that the table has not is refused, with those that it has", () => {
  assertEquals(namesOf(schema), ["kernelSize", "useBias", "beta1"]);
  const expected =
    "Cannot make Part: expected options kernelSize, useBias, beta1, received ";
  for (
    const [stray, said] of [
      ["kernel_size", "kernel_size (did you mean kernelSize?)"],
      ["usebias", "usebias (did you mean useBias?)"],
      ["rank", "rank"],
      ["constructor", "constructor"],
    ]
  ) {
    assertThrows(
      () => read({ kernelSize: 1, [stray]: 1 }),
      TypeError,
      expected + said,
    );
  }
  const proto = JSON.parse('{ "kernelSize": 1, "__proto__": {} }');
  assertThrows(() => read(proto), TypeError, `${expected}__proto__`);
});

Deno.test("what a prototype holds is no option", () => {
  class Given {
    kernelSize = 1;
  }
  for (const value of [new Given(), Object.create({ kernelSize: 1 }), [1]]) {
    assertThrows(() => read(value), TypeError, "expected an object of options");
  }
});

Deno.test("a value that is not allowed is refused, with the option's name", () => {
  assertThrows(
    () => read({ kernelSize: 1, useBias: 1 }),
    ValueError,
    "Cannot make Part: expected useBias to be true or false, received 1",
  );
  assertThrows(
    () => read({}),
    ValueError,
    "Cannot make Part: expected kernelSize to be an integer or a tuple of 2 integers, each at least 1, received undefined",
  );
});

Deno.test("a row that is taken out of a table is no option", () => {
  const less = { ...schema, useBias: undefined };
  assertEquals(namesOf(less), ["kernelSize", "beta1"]);
  assertEquals("useBias" in writeOptions(less, { useBias: true }), false);
});

Deno.test("what is held is written under Keras's names, lists as copies", () => {
  const held = { kernelSize: [3, 3], useBias: true, beta1: 0.5, rank: 2 };
  const written = writeOptions(schema, { ...held, other: 1 });
  assertEquals(written, { kernel_size: [3, 3], use_bias: true, beta_1: 0.5 });
  assertNotStrictEquals(written.kernel_size, held.kernelSize);
});

Deno.test("names are written in snake_case", () => {
  const names = { kernelSize: "kernel_size", axis: "axis", l2: "l2" };
  for (const [name, snake] of Object.entries(names)) {
    assertEquals(snakeCase(name), snake);
  }
});

Deno.test("what stands in a table and is no row is refused by name", () => {
  assertThrows(
    () => readOptions("make Part", { units: 3 as never }, {}),
    TypeError,
    "Cannot make Part: expected a row for units in the schema, as dg.options makes them, received 3",
  );
});

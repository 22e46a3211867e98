/** Each kind of row: what stands for nothing, what it takes, and what it says of the rest. */

import { assertEquals, assertNotStrictEquals, assertThrows } from "@std/assert";
import { ValueError } from "../../config/errors.ts";
import {
  axes,
  count,
  flag,
  integer,
  integers,
  isInteger,
  listOf,
  named,
  nullable,
  number,
  oneOf,
  oneOfAnyCase,
  part,
  settled,
  text,
} from "../../config/rows.ts";
import type { Row } from "../../config/schema.ts";

interface Case {
  readonly row: Row<unknown, unknown>;
  /** What is held where nothing is given. */
  readonly usual: unknown;
  /** What is held of what is given. */
  readonly right: readonly (readonly [given: unknown, held: unknown])[];
  /** What is refused. */
  readonly wrong: readonly unknown[];
  /** What errors say that it has to be. */
  readonly expected: string;
}

const same = (...values: unknown[]) => values.map((v) => [v, v] as const);
const holes = new Array(2);

const cases: Readonly<Record<string, Case>> = {
  flag: {
    row: flag(true),
    usual: true,
    right: same(true, false),
    wrong: [null, 0, 1, "true", []],
    expected: "true or false",
  },
  text: {
    row: text("a"),
    usual: "a",
    right: same("", "b"),
    wrong: [null, 1, ["a"]],
    expected: "a string",
  },
  number: {
    row: number(0.5),
    usual: 0.5,
    right: same(0, -1.5, 1e300),
    wrong: [null, NaN, Infinity, "1", true, 1n, [1]],
    expected: "a finite number",
  },
  "number from 0 on": {
    row: number(1, { least: 0 }),
    usual: 1,
    right: same(0, 2),
    wrong: [-1, NaN],
    expected: "a finite number, 0 or more",
  },
  "number up to 1": {
    row: number(1, { most: 1 }),
    usual: 1,
    right: same(1, -5),
    wrong: [1.5],
    expected: "a finite number, 1 or less",
  },
  "number from 0 to 1": {
    row: number(0, { least: 0, most: 1 }),
    usual: 0,
    right: same(0, 0.5, 1),
    wrong: [-0.1, 1.1],
    expected: "a finite number from 0 to 1",
  },
  "number from 0 on and below 1": {
    row: number(0, { least: 0, below: 1 }),
    usual: 0,
    right: same(0, 0.9),
    wrong: [1, -1],
    expected: "a finite number, 0 or more and below 1",
  },
  "number above 0": {
    row: number(1, { above: 0 }),
    usual: 1,
    right: same(1e-9),
    wrong: [0, -1],
    expected: "a finite number above 0",
  },
  "number above 0 and below 1": {
    row: number(0.5, { above: 0, below: 1 }),
    usual: 0.5,
    right: same(0.1),
    wrong: [0, 1],
    expected: "a finite number above 0 and below 1",
  },
  integer: {
    row: integer(-1),
    usual: -1,
    right: same(0, 3, -2),
    wrong: [null, 0.5, 2 ** 53, "1", NaN],
    expected: "an integer",
  },
  "integer from 2 to 4": {
    row: integer(2, { least: 2, most: 4 }),
    usual: 2,
    right: same(2, 4),
    wrong: [1, 5, 2.5],
    expected: "an integer from 2 to 4",
  },
  "integer above 0 and below 3": {
    row: integer(1, { above: 0, below: 3 }),
    usual: 1,
    right: same(1, 2),
    wrong: [0, 3],
    expected: "an integer above 0 and below 3",
  },
  count: {
    row: count(3),
    usual: 3,
    right: same(1, 8),
    wrong: [null, 0, -1, 1.5, "2"],
    expected: "a strictly positive integer",
  },
  oneOf: {
    row: oneOf(["rows", "columns"], "rows"),
    usual: "rows",
    right: same("rows", "columns"),
    wrong: [null, "Rows", "x", 0],
    expected: 'one of "rows", "columns"',
  },
  oneOfAnyCase: {
    row: oneOfAnyCase(["valid", "same"], "valid"),
    usual: "valid",
    right: [["SAME", "same"], ["Valid", "valid"]],
    wrong: [null, "x", 0],
    expected: 'one of "valid", "same"',
  },
  "one integer": {
    row: integers(1, 2),
    usual: [2],
    right: [[3, [3]], [[4], [4]]],
    wrong: [null, 0, [], [1, 2], 1.5],
    expected: "an integer or a tuple of 1 integer, at least 1",
  },
  "two integers": {
    row: integers(2, 2, 0),
    usual: [2, 2],
    right: [[0, [0, 0]], [[1, 2], [1, 2]]],
    wrong: [null, -1, [1], [1, 2, 3], [1, "2"], holes],
    expected: "an integer or a tuple of 2 integers, each at least 0",
  },
  axes: {
    row: axes(-1),
    usual: -1,
    right: same(0, [0, -2]),
    wrong: [null, 0.5, [], [0, 0.5], holes, "0"],
    expected: "an integer or a list of integers",
  },
  listOf: {
    row: nullable(listOf("integers", isInteger)),
    usual: null,
    right: same([], [0, -2], null),
    wrong: [0, [0.5], holes, "0"],
    expected: "a list of integers",
  },
  nullable: {
    row: nullable(number(1, { least: 0 })),
    usual: null,
    right: same(null, 0, 2),
    wrong: [-1, "1"],
    expected: "a finite number, 0 or more",
  },
  "nullable with a usual value": {
    row: nullable(oneOf(["a", "b"]), "b"),
    usual: "b",
    right: same(null, "a"),
    wrong: ["c", 0],
    expected: 'one of "a", "b"',
  },
  named: {
    row: named(flag(false), { key: "other" }),
    usual: false,
    right: same(true),
    wrong: [1],
    expected: "true or false",
  },
};

const place = { action: "make Part", owner: "Part", option: "it" };

for (const [name, { row, ...about }] of Object.entries(cases)) {
  Deno.test(`${name}: a row says what it takes`, () => {
    assertEquals(row.read(undefined, place), about.usual);
    for (const [given, held] of about.right) {
      const read = row.read(given, place);
      assertEquals(read, held);
      // Later changes of the caller's list change nothing.
      if (Array.isArray(given)) assertNotStrictEquals(read, given);
    }
    for (const value of about.wrong) {
      const { message } = assertThrows(
        () => row.read(value, place),
        ValueError,
      );
      const [said] = message.split(", received ");
      assertEquals(
        said,
        `Cannot make Part: expected it to be ${about.expected}`,
      );
    }
  });
}

Deno.test("a row without a usual value refuses to be left out", () => {
  const needed = [flag(), text(), number(), integer(), count(), axes()];
  for (const row of [...needed, integers(2), oneOf(["a"])]) {
    assertThrows(() => row.read(undefined, place), ValueError, "undefined");
  }
});

Deno.test("what is refused is shown whole", () => {
  assertThrows(
    () => count().read([1, "a"], place),
    ValueError,
    'Cannot make Part: expected it to be a strictly positive integer, received [1,"a"]',
  );
});

Deno.test("a settled value is held, whatever is given, and is in no config", () => {
  const row = settled(2);
  assertEquals(row.read(5, place), 2);
  assertEquals(row.write?.(2), undefined);
});

Deno.test("a part is found, written and revived by its family", () => {
  const family = {
    get: (name: string | null | undefined) => name ? { name } : null,
    serialize: (member: { name: string } | null) => member && member.name,
    deserialize: ({ class_name }: { class_name: string }) => ({
      name: class_name,
    }),
  };
  const given = part(family), usual = part(family, "glorot");
  assertEquals(given.read(undefined, place), null);
  assertEquals(given.read("he", place), { name: "he" });
  assertEquals(given.write?.(null), null);
  for (const none of [null, undefined]) {
    assertEquals(usual.read(none, place), { name: "glorot" });
  }
  assertEquals(usual.write?.({ name: "he" }), "he");
  assertEquals(usual.revive?.({ class_name: "He" }, {}), { name: "He" });
});

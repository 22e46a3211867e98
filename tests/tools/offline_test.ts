/** The stand-ins for `@std`, held to what the real packages do. */

import { deepStrictEqual, strictEqual, throws } from "node:assert";
import * as offline from "../../tools/offline/assert.ts";
import { assertSpyCalls, stub } from "../../tools/offline/mock.ts";
import { parseArgs } from "../../tools/offline/parse_args.ts";

const { AssertionError } = offline;

Deno.test("equal looks into all that a value holds", () => {
  const same: [unknown, unknown][] = [
    [0, -0],
    [NaN, NaN],
    [new Float32Array([1, NaN]), new Float32Array([1, NaN])],
    [{ a: [{ b: 1 }] }, { a: [{ b: 1 }] }],
    [new Map([[{ k: 1 }, [2]]]), new Map([[{ k: 1 }, [2]]])],
    [new Set([[1], [2]]), new Set([[2], [1]])],
    [new Date(5), new Date(5)],
    [/a/g, /a/g],
    [Object.create(null), {}],
  ];
  for (const [a, b] of same) strictEqual(offline.equal(a, b), true);
  const other: [unknown, unknown][] = [
    [1, "1"],
    [null, undefined],
    [[1], new Float32Array([1])],
    [new Float32Array([1]), new Float32Array([2])],
    [new Float32Array([1]), new Float64Array([1])],
    [[1], [1, undefined]],
    [{ a: undefined }, {}],
    [{ a: undefined }, { b: undefined }],
    [new Map([[1, 2]]), new Map([[1, 3]])],
    [new Date(5), new Date(6)],
    [/a/g, /a/i],
    [new TypeError("a"), new RangeError("a")],
  ];
  for (const [a, b] of other) strictEqual(offline.equal(a, b), false);
});

Deno.test("equal comes to an end where values hold themselves", () => {
  const make = () => {
    const object: Record<string, unknown> = { n: 1 };
    object.self = object;
    return object;
  };
  strictEqual(offline.equal(make(), make()), true);
});

Deno.test("each assertion passes what it should and fails what it should", () => {
  const right: (() => void)[] = [
    () => offline.assert(1),
    () => offline.assertFalse(0),
    () => offline.assertEquals([1], [1]),
    () => offline.assertNotEquals([1], [2]),
    () => offline.assertStrictEquals(1, 1),
    () => offline.assertNotStrictEquals([], []),
    () => offline.assertAlmostEquals(1, 1 + 1e-8),
    () => offline.assertAlmostEquals(1, 2, 1),
    () => offline.assertInstanceOf([], Array),
    () => offline.assertExists(0),
    () => offline.assertMatch("abc", /b/),
    () => offline.assertStringIncludes("abc", "bc"),
    () => offline.assertGreater(2, 1),
    () => offline.assertGreaterOrEqual(2, 2),
    () => offline.assertLess(1, 2),
    () => offline.assertLessOrEqual(2, 2),
    () => offline.assertArrayIncludes([[1], [2]], [[2]]),
  ];
  for (const check of right) check();
  const wrong: (() => void)[] = [
    () => offline.assert(0),
    () => offline.assertFalse(1),
    () => offline.assertEquals([1], [2]),
    () => offline.assertNotEquals([1], [1]),
    () => offline.assertStrictEquals<unknown>([], []),
    () => offline.assertNotStrictEquals(1, 1),
    () => offline.assertAlmostEquals(1, 1 + 1e-6),
    () => offline.assertAlmostEquals(1, NaN, 1),
    () => offline.assertInstanceOf({}, Array),
    () => offline.assertExists(null),
    () => offline.assertMatch("abc", /d/),
    () => offline.assertStringIncludes("abc", "d"),
    () => offline.assertGreater(1, 1),
    () => offline.assertGreaterOrEqual(1, 2),
    () => offline.assertLess(NaN, 1),
    () => offline.assertLessOrEqual(2, 1),
    () => offline.assertArrayIncludes([[1]], [[2]]),
    () => offline.fail(),
    () => offline.unreachable(),
  ];
  for (const check of wrong) throws(check, AssertionError);
});

Deno.test("assertThrows holds the error to its class and message", () => {
  const fail = () => {
    throw new TypeError("a shape");
  };
  const error = offline.assertThrows(fail, TypeError, "shape");
  strictEqual(error.message, "a shape");
  offline.assertThrows(fail);
  for (
    const check of [
      () => offline.assertThrows(() => {}),
      () => offline.assertThrows(fail, RangeError),
      () => offline.assertThrows(fail, TypeError, "size"),
      () =>
        offline.assertThrows(() => {
          throw "no error";
        }, Error),
    ]
  ) throws(check, AssertionError);
});

Deno.test("assertRejects wants a promise that rejects", async () => {
  const reject = () => Promise.reject(new TypeError("a shape"));
  await offline.assertRejects(reject, TypeError, "shape");
  for (
    const check of [
      () => offline.assertRejects(() => Promise.resolve()),
      () => offline.assertRejects(reject, RangeError),
      () =>
        offline.assertRejects(() => {
          throw new TypeError("a shape");
        }),
    ]
  ) {
    const error = await check().catch((error: unknown) => error);
    strictEqual(error instanceof AssertionError, true);
  }
});

Deno.test("parseArgs reads options, short ones, other names, defaults", () => {
  const options = {
    string: ["out", "n"],
    boolean: ["help", "color"],
    collect: ["n"],
    negatable: ["color"],
    alias: { help: "h" },
    default: { color: true, out: "here" },
  } as const;
  const read = (...args: string[]) => ({ ...parseArgs(args, options) });
  const none = {
    _: [],
    n: [],
    color: true,
    out: "here",
    help: false,
    h: false,
  };
  deepStrictEqual(read(), none);
  deepStrictEqual(read("--out", "a", "--no-color", "-h"), {
    ...none,
    out: "a",
    color: false,
    help: true,
    h: true,
  });
  deepStrictEqual(read("--n=1", "--n", "2", "x", "7", "--", "--out"), {
    ...none,
    n: ["1", "2"],
    _: ["x", 7, "--out"],
  });
  deepStrictEqual(read("--help=false", "--out"), { ...none, out: "" });
  deepStrictEqual(read("--help", "x"), {
    ...none,
    help: true,
    h: true,
    _: ["x"],
  });
});

Deno.test("parseArgs shows what it does not know", () => {
  const seen: unknown[] = [];
  const found = parseArgs(["--what", "a", "-vx", "pos", "--out", "-5"], {
    string: ["out"],
    unknown: (...args) => {
      seen.push(args);
      return false;
    },
  });
  deepStrictEqual(seen, [
    ["--what", "what", "a"],
    ["-vx", "v", true],
    ["-vx", "x", "pos"],
    ["-5", "5", true],
  ]);
  deepStrictEqual({ ...found }, { _: [], out: "" });
});

Deno.test("a stub notes calls and gives way to the method again", () => {
  const object = { twice: (n: number) => 2 * n };
  {
    using twice = stub(object, "twice", (n) => 3 * n);
    strictEqual(object.twice(2), 6);
    assertSpyCalls(twice, 1);
    deepStrictEqual(twice.calls[0], { args: [2], returned: 6 });
    throws(() => assertSpyCalls(twice, 2), AssertionError);
  }
  strictEqual(object.twice(2), 4);
});

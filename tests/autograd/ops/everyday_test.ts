/** The everyday ops against numpy and torch: places of extremes, rearrangements, running sums, products, logic. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import {
  type FixtureTensor,
  loadFixture,
  numbersOf,
  tensorOf,
} from "../../helpers/fixtures.ts";
import { assertClose } from "../../helpers/assert_close.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";

interface Case {
  readonly op: string;
  readonly x: FixtureTensor;
  readonly args: readonly unknown[];
  readonly y: FixtureTensor;
}

const { cases } = loadFixture<{ cases: Case[] }>("special/everyday_ops.json");

/** Results that are rounded; of the others every bit is right. */
const ROUNDED = ["norm", "std"];

function isWritten(arg: unknown): arg is FixtureTensor {
  return typeof arg === "object" && arg !== null && "data" in arg;
}

forEachBackend("everyday ops give what numpy and torch do", async () => {
  for (const { op, x, args, y } of cases) {
    const given = args.map((arg) => isWritten(arg) ? tensorOf(arg) : arg);
    const result: dg.Tensor | dg.Tensor[] = Reflect.apply(
      Reflect.get(dg, op),
      undefined,
      [tensorOf(x), ...given],
    );
    const made = Array.isArray(result) ? dg.stack(result) : result;
    const what = `${op} ${JSON.stringify(args)}`;
    assertEquals(made.shape, y.shape, what);
    const values = [...await made.data()];
    if (ROUNDED.includes(op)) assertClose(values, numbersOf(y), { terms: 12 });
    else assertEquals(values.map((v) => v + 0), numbersOf(y), what);
  }
});

forEachBackend(
  "linspace divides an interval evenly, both ends exact",
  async () => {
    const read = async (...args: [number, number, number?]) => [
      ...await dg.linspace(...args).data(),
    ];
    assertEquals(await read(-1, 2, 4), [-1, 0, 1, 2]);
    assertEquals(await read(3, 3, 2), [3, 3]);
    assertEquals(await read(2, 9, 1), [2]);
    assertEquals(await read(2, 9, 0), []);
    assertEquals((await read(0, 1)).length, 50);
  },
);

Deno.test("everyday ops say what they expected", () => {
  const x = dg.zeros([2, 3]);
  const refusals: [() => unknown, string][] = [
    [() => dg.argmax(dg.zeros([2, 0]), { axis: 1 }), "at least one element"],
    [() => dg.argmin(x, { axis: 2 }), "expected an axis from -2 to 1"],
    [() => dg.oneHot(x, -1), "expected depth to be an integer, 0 or more"],
    [() => dg.topK(x, 4), "a last axis of at least 4"],
    [() => dg.topK(x, 0), "expected k to be an integer, 1 or more"],
    [() => dg.depthToSpace(x, 2), "[batch, height, width, channels]"],
    [() => dg.spaceToDepth(dg.ones([1, 3, 2, 1]), 2), "received [1, 3, 2, 1]"],
    [() => dg.tile(x, [2]), "an integer for each axis of [2, 3]"],
    [() => dg.tile(x, [2, -1]), "repeats of 0 or more, received [2, -1]"],
    [() => dg.repeat(x, 0.5), "expected count to be an integer"],
    [() => dg.roll(x, 0.5), "expected shift to be an integer"],
    [() => dg.cumsum(x, { axis: 5 }), "expected an axis from -2 to 1"],
    [() => dg.linspace(0, Infinity), "expected finite bounds"],
    [() => dg.linspace(0, 1, -1), "an integer, 0 or more"],
  ];
  for (const [call, message] of refusals) {
    assertThrows(call, Error, message);
  }
});

Deno.test("gradients of products and norms are right where elements are 0", async () => {
  await dg.setBackend("reference");
  const slope = async (f: (x: dg.Tensor) => dg.Tensor, x: number[]) => [
    ...await dg.grad((t: dg.Tensor) => f(t).sum())(dg.tensor(x)).data(),
  ];
  assertEquals(await slope((x) => x.prod(), [2, 0, 5]), [0, 10, 0]);
  assertEquals(await slope((x) => x.prod(), [0, 0, 5]), [0, 0, 0]);
  assertEquals(await slope((x) => x.norm(), [0, 0]), [0, 0]);
  assertEquals(await slope((x) => x.norm(), [0, -4]), [0, -1]);
  assertEquals(await slope((x) => x.std(), [3, 3]), [0, 0]);
});

/** Shapes, sizes and axes that are none, or too large to be meant: refused in words. */

import { assert, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";

/** An array in 20,000 others. */
function nested(): unknown[] {
  let array: unknown[] = [];
  for (let i = 0; i < 20_000; i++) array = [array];
  return array;
}

const STRANGE: readonly unknown[][] = [
  nested(),
  [nested()],
  [Symbol("size")],
  [2n],
  [Object.create(null)],
  [{}],
  [null],
  ["2"],
  [() => 2],
];

const TAKERS: Readonly<Record<string, (shape: never) => unknown>> = {
  zeros: dg.zeros,
  ones: dg.ones,
  tensor: (shape) => dg.tensor([1, 2], shape),
  randomNormal: (shape) => dg.randomNormal(shape),
  reshape: (shape) => dg.reshape(dg.ones([2]), shape),
  broadcastTo: (shape) => dg.broadcastTo(dg.ones([2]), shape),
  slice: (begin) => dg.slice(dg.ones([2]), begin, begin),
};

for (const [name, take] of Object.entries(TAKERS)) {
  Deno.test(`${name} says what is no shape, however strange`, () => {
    for (const shape of STRANGE) {
      const { message } = assertThrows(
        () => Reflect.apply(take, undefined, [shape]),
        Error,
      );
      assert(/^Cannot .*: expected .*, received/.test(message), message);
      assert(message.length < 500);
    }
  });
}

const NONE: readonly unknown[] = [0n, Symbol("s"), Object.create(null), NaN];

/** Places where a size goes. */
const TAKES: Record<string, (x: dg.Tensor, size: number) => unknown> = {
  reshape: (x, size) => dg.reshape(x, [size, 2]),
  broadcastTo: (x, size) => dg.broadcastTo(x, [2, size]),
  slice: (x, size) => dg.slice(x, [0, 0], [size, 1]),
  split: (x, size) => dg.split(x, [size, 1], 1),
  pad: (x, size) => dg.pad(x, [[size, 0], [0, 0]]),
  zeros: (_, size) => dg.zeros([size]),
  "a view's offset": (x, size) => x.through({ ...x.view, offset: size }),
  "a view's shape": (x, size) => x.through({ ...x.view, shape: [size, 1] }),
};

for (const [name, f] of Object.entries(TAKES)) {
  Deno.test(`${name} refuses what is no size, in words`, () => {
    const x = dg.ones([2, 3]);
    for (const size of NONE) {
      const { message } = assertThrows(() => f(x, size as number), Error);
      assert(/^Cannot .*: expected .*, received /.test(message), message);
    }
  });
}

Deno.test("what nobody can mean is refused before it is worked out", () => {
  const image = dg.ones([1, 2, 2, 1]);
  for (const interpolation of ["nearest", "bilinear"] as const) {
    const layer = new dg.layers.UpSampling2D({
      size: [1, 2 ** 26],
      interpolation,
    });
    assertThrows(() => layer.apply(image), dg.ValueError, "Cannot resize");
  }
  assertThrows(() => dg.arange(2 ** 31), dg.ValueError, "Cannot make a range");
});

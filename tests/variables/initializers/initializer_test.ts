/** Initializers where users call them themselves, with what is no shape. */

import { assert, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";

const { initializers } = dg;

const NO_SHAPES: readonly unknown[] = [
  undefined,
  null,
  3,
  "3",
  [-1, 2],
  [2.5, 2],
  [NaN, 3],
  ["2", 2],
  [2 ** 31, 2 ** 31],
  new Array(2),
  dg.ones([2]),
];

const INITIALIZERS: readonly dg.initializers.Initializer[] = [
  new initializers.Zeros(),
  new initializers.Ones(),
  new initializers.Constant({ value: [1, 2] }),
  new initializers.Identity(),
  new initializers.Orthogonal(),
  new initializers.STFT(),
  new initializers.RandomNormal(),
  new initializers.GlorotUniform(),
  new initializers.HeNormal({ seed: 1 }),
  initializers.get(dg.ones([2]))!,
];

Deno.test("initializers refuse what is no shape, in words", () => {
  for (const initializer of INITIALIZERS) {
    for (const shape of NO_SHAPES) {
      const call = () => initializer.call(shape as number[]);
      const { message } = assertThrows(call, Error);
      assert(/^Cannot .*: expected .*, received /.test(message), message);
    }
  }
});

/** Ops that move elements and compute none: reshape, transpose, slice, pad and their like. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { checkGradient } from "../../helpers/check_gradient.ts";
import { valuesOf } from "../../helpers/values_of.ts";

Deno.test("ops that move elements have the derivatives of their values", async () => {
  const square = (f: (x: dg.Tensor) => dg.Tensor) => (x: dg.Tensor) =>
    dg.square(f(dg.exp(x)));
  const cases: ((x: dg.Tensor) => dg.Tensor)[] = [
    (x) => dg.reshape(dg.transpose(x), [-1, 2]),
    (x) => dg.transpose(x, [1, 0]),
    (x) => dg.slice(x, [0, 1], [2, -1]),
    (x) => dg.pad(x, [[1, 0], [0, 2]], 3),
    (x) => dg.concat([x, dg.slice(x, [0, 0], [2, 1]), x], 1),
    (x) => dg.stack([x, x], -1),
    (x) =>
      dg.mul(...dg.split(dg.concat([x, x], 0), 2, 0) as [dg.Tensor, dg.Tensor]),
    (x) => dg.broadcastTo(dg.expandDims(x, 1), [2, 4, 3]),
    (x) => dg.squeeze(dg.slice(x, [1, 0], [1, 3])),
  ];
  for (const f of cases) await checkGradient(square(f), [{ shape: [2, 3] }]);
});

Deno.test("ops that move elements put them in their place", async () => {
  await dg.setBackend("reference");
  const x = dg.tensor([[1, 2, 3], [4, 5, 6]]);
  assertEquals(await valuesOf(dg.transpose(x)), [1, 4, 2, 5, 3, 6]);
  assertEquals(
    await valuesOf(dg.reshape(dg.transpose(x), [6])),
    [1, 4, 2, 5, 3, 6],
  );
  assertEquals(await valuesOf(dg.slice(x, [1, 1], [1, 2])), [5, 6]);
  assertEquals(
    await valuesOf(dg.pad(x, [[0, 1], [1, 0]], 9)),
    [9, 1, 2, 3, 9, 4, 5, 6, 9, 9, 9, 9],
  );
  assertEquals(
    await valuesOf(dg.concat([x, dg.tensor([[7, 8, 9]])], 0)),
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
  assertEquals(dg.stack([x, x], 1).shape, [2, 2, 3]);
  assertEquals(
    await Promise.all(dg.split(x, [1, 2], 1).map(valuesOf)),
    [[1, 4], [2, 3, 5, 6]],
  );
});

Deno.test("ops that move elements say what they expected", () => {
  const x = dg.zeros([2, 3]);
  const refusals: [() => unknown, string][] = [
    [() => dg.reshape(x, [4]), "expected a shape of 6 elements like [2, 3]"],
    [() => dg.reshape(x, [-1, -1]), "with at most one -1"],
    [() => dg.reshape(x, [-1, 4]), "received [-1, 4]"],
    [() => dg.transpose(x, [0, 0]), "expected each of 2 axes once"],
    [() => dg.slice(x, [0, 2], [1, 2]), "expected a slice inside [2, 3]"],
    [() => dg.pad(x, [[0, 1]]), "expected a pair of integers"],
    [() => dg.concat([], 0), "received none"],
    [() => dg.concat([x, dg.zeros([3, 2])], 0), "differ on axis 0 only"],
    [() => dg.stack([]), "Cannot compute stack: expected at least one tensor"],
    [
      () => dg.stack([x, dg.zeros([3])]),
      "Cannot compute stack: expected tensors of one shape, received [2, 3], [3]",
    ],
    [
      () => dg.stack([x, x], { axis: 9 } as never),
      'Cannot compute stack: expected an axis from -3 to 2, received axis {"axis":9}',
    ],
    [() => dg.split(x, 2, 1), "received 2 parts"],
    [() => dg.squeeze(x, 0), "expected axis 0 to have size 1"],
    [() => dg.broadcastTo(x, [3, 2]), "Cannot broadcast [2, 3] and [3, 2]"],
  ];
  for (const [f, message] of refusals) {
    const error = assertThrows(f) as Error;
    assertEquals(error.message.includes(message), true, error.message);
  }
});

Deno.test("what pad adds is a constant to derivatives of any order", async () => {
  await dg.setBackend("reference");
  const widths = [[1, 0]] as const;
  const x = dg.tensor([2]), y = dg.tensor([3, 5]);
  const inner = (x: dg.Tensor, y: dg.Tensor) =>
    dg.sum(dg.mul(dg.pad(x, widths, -1.5), dg.square(y)));
  const mixed = dg.grad((y: dg.Tensor) =>
    dg.sum(dg.grad((x: dg.Tensor) => inner(x, y))(x))
  );
  assertEquals(await valuesOf(mixed(y)), [0, 10]);
});

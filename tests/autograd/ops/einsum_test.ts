/** Einstein's summation against numpy's, and what it refuses. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import {
  type FixtureTensor,
  loadFixture,
  tensorOf,
} from "../../helpers/fixtures.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";

const { cases } = loadFixture<{
  cases: { equation: string; xs: FixtureTensor[]; y: FixtureTensor }[];
}>("special/einsum.json");

forEachBackend("einsum gives what numpy does", async () => {
  for (const { equation, xs, y } of cases) {
    const what = `${equation} of ${xs.map(({ shape }) => `[${shape}]`)}`;
    const result = dg.einsum(equation, ...xs.map(tensorOf));
    assertEquals(result.shape, y.shape, what);
    const values = [...await result.data()].map((value) => value + 0);
    assertEquals(values, y.data.map((value) => value + 0), what);
  }
});

forEachBackend("einsum takes numbers and variables as well", async () => {
  const x = new dg.layers.Variable(dg.tensor([1, 2]));
  assertEquals([...await dg.einsum("i,->i", x, 3).data()], [3, 6]);
});

Deno.test("einsum is a tensor of its own, even of nothing to do", async () => {
  const x = dg.tensor([1, 2]);
  dg.einsum("i->i", x)[Symbol.dispose]();
  assertEquals([...await x.data()], [1, 2]);
});

Deno.test("einsum says what it expected", () => {
  const x = dg.zeros([2, 3]);
  const refusals: [() => unknown, string][] = [
    [() => dg.einsum("i-j", x), 'an equation such as "ij,jk->ik"'],
    [() => dg.einsum("ij->i->j", x), 'received "ij->i->j"'],
    [() => dg.einsum("i..j", x), 'received "i..j"'],
    [() => dg.einsum("...i...", x), 'received "...i..."'],
    [() => dg.einsum("ij,jk", x), "terms, 2, received 1"],
    [() => dg.einsum("ij"), "terms, 1, received 0"],
    [() => dg.einsum("ijk", x), 'the axes of "ijk" in "ijk", received [2, 3]'],
    [() => dg.einsum("i", x), 'the axes of "i" in "i", received [2, 3]'],
    [
      () => dg.einsum("ij,jk->ik", x, x),
      'one size for label "j" of "ij,jk->ik", received [2, 3], [2, 3]',
    ],
    [() => dg.einsum("ii", x), 'one size for label "i"'],
    [() => dg.einsum("ij,j", x, dg.zeros([1])), 'one size for label "j"'],
    [
      () => dg.einsum("...,...", x, dg.zeros([2])),
      "one size for the ellipsis",
    ],
    [() => dg.einsum("ij->ik", x), '"k" in "ij->ik"'],
    [() => dg.einsum("ij->ii", x), "each label once"],
    [() => dg.einsum("...i->i", x), "an output with the ellipsis"],
  ];
  for (const [f, message] of refusals) assertThrows(f, Error, message);
  assertThrows(() => dg.einsum("i", { axis: 1 } as never), TypeError, "tensor");
  assertThrows(() => dg.einsum(3 as never, x), dg.ValueError, "received 3");
});

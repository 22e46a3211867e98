/** Orthogonal matrices: that they are, and that none is likelier than another. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as initializers from "@decograd/decograd/initializers";
import { assertClose } from "../../helpers/assert_close.ts";
import { loadFixture } from "../../helpers/fixtures.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";
import { valuesOf } from "../../helpers/values_of.ts";

const fixture = loadFixture<{
  readonly orthogonal: {
    shape: number[];
    flat: [number, number];
    orthogonal: "rows" | "columns";
    gain: number;
  }[];
}>("behaviour/initializers.json");

forEachBackend("orthogonal kernels are orthogonal", async () => {
  for (const { shape, flat, orthogonal, gain } of fixture.orthogonal) {
    const kernel = new initializers.Orthogonal({ gain, seed: 5 }).call(shape);
    assertEquals(kernel.shape, shape);
    const matrix = dg.reshape(kernel, flat);
    const rows = orthogonal === "rows" ? matrix : dg.transpose(matrix);
    const gram = await valuesOf(dg.matmul(rows, dg.transpose(rows)));
    const [n, length] = rows.shape;
    const expected = gram.map((_, i) => i % (n + 1) === 0 ? gain ** 2 : 0);
    assertClose(gram, expected, { terms: length, magnitude: gain ** 2 });
  }
});

Deno.test("orthogonal matrices are as likely to turn as to mirror", async () => {
  const stream = new dg.SeedGenerator({ seed: 1 });
  const initializer = new initializers.Orthogonal({ seed: stream });
  let mirrored = 0, sum = 0;
  for (let i = 0; i < 400; i++) {
    const [a, b, c, d] = await valuesOf(initializer.call([2, 2]));
    sum += a;
    if (a * d - b * c < 0) mirrored++;
  }
  assert(Math.abs(mirrored - 200) < 4 * 10, `${mirrored}`);
  assert(Math.abs(sum) < 4 * Math.sqrt(400 / 2), `${sum}`);
});

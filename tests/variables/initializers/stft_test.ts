/** Kernels of short-time Fourier transforms against Keras's, their windows against SciPy's. */

import { assertEquals } from "@std/assert";
import * as initializers from "@decograd/decograd/initializers";
import { windowOf } from "../../../variables/initializers/windows.ts";
import { assertClose } from "../../helpers/assert_close.ts";
import { type FixtureTensor, loadFixture } from "../../helpers/fixtures.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";
import { valuesOf } from "../../helpers/values_of.ts";

const stft = loadFixture<{
  readonly windows: Record<
    string,
    Record<string, { symmetric: number[]; periodic: number[] }>
  >;
  readonly cases: {
    args: Record<string, unknown>;
    config: Record<string, unknown>;
    y: FixtureTensor;
  }[];
}>("behaviour/stft.json");

forEachBackend("STFT kernels are Keras's", async () => {
  for (const { args, config, y } of stft.cases) {
    const initializer = new initializers.STFT(args);
    assertEquals(initializer.getConfig(), config);
    assertEquals(Object.keys(initializer.getConfig()), Object.keys(config));
    const kernel = initializer.call(y.shape);
    assertEquals(kernel.shape, y.shape);
    // Keras multiplies pi out, and keeps its rounding.
    const how = { terms: 1, magnitude: 1 };
    assertClose(await valuesOf(kernel), y.data, how);
  }
});

Deno.test("windows are SciPy's", () => {
  for (const [name, byLength] of Object.entries(stft.windows)) {
    for (const [length, { symmetric, periodic }] of Object.entries(byLength)) {
      const how = { terms: 10, eps: 2 ** -52, magnitude: 1 };
      const of = (turn: boolean) => windowOf(name as "hann", +length, turn);
      assertClose(of(false), symmetric, how);
      assertClose(of(true), periodic, how);
    }
  }
});

Deno.test("a spectrum is scaled by the sum of a window's sizes", async () => {
  const window = [1, -2, 3, -1];
  const kernel = new initializers.STFT({ window, scaling: "spectrum" });
  // The first frequency is 0: its wave is 1 everywhere.
  const values = await kernel.call([4, 1, 3]).read();
  const first = Array.from(window, (_, t) => values[3 * t]);
  assertClose(first, window.map((value) => value / 7), { terms: 4 });
});

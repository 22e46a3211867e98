/** Numbers brought to another range. */

import { assertEquals, assertThrows } from "@std/assert";
import { type NumericArray, rescale } from "@decograd/decograd/data";

Deno.test("rescale multiplies and adds in float64, then rounds, whatever the array holds", () => {
  const kinds = [Uint8Array, Int16Array, Float32Array, Float64Array];
  for (const Kind of kinds) {
    const data = Kind.of(3, 100, 7);
    const { shape, data: floats } = rescale(
      { shape: [3, 1], data },
      { scale: 1 / 3, offset: -0.1 },
    );
    assertEquals(shape, [3, 1]);
    assertEquals(
      floats,
      Float32Array.of(3 / 3 - 0.1, 100 / 3 - 0.1, 7 / 3 - 0.1),
    );
  }
});

Deno.test("rescale refuses what has no shape, does not fit it, or no factor", () => {
  const data = Uint8Array.of(1, 2);
  assertThrows(
    () =>
      rescale(data as unknown as { shape: []; data: NumericArray }, {
        scale: 2,
      }),
    TypeError,
    "Cannot rescale an array: expected { shape, data }",
  );
  assertThrows(
    () => rescale({ shape: [3], data }, { scale: 2 }),
    TypeError,
    "expected 3 values for shape [3], received 2",
  );
  assertThrows(
    () => rescale({ shape: [2], data }, {} as { scale: number }),
    RangeError,
    "expected scale to be a finite number, received undefined",
  );
});

/** The convolutions as users call them. */

import { assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { checkGradient } from "../../helpers/check_gradient.ts";

Deno.test("the three convolutions have the derivatives of their values", async () => {
  for (const padding of ["valid", "same"] as const) {
    for (
      const [strides, dilationRate] of [[1, 1], [2, 1], [[1, 2], 1], [1, 2]]
    ) {
      const options = { strides, dilationRate, padding } as dg.Conv2DOptions;
      await checkGradient((x, w) => dg.conv2d(x, w, options), [
        { shape: [1, 4, 5, 2] },
        { shape: [2, 3, 2, 2] },
      ]);
      await checkGradient((x, w) => dg.conv2dTranspose(x, w, options), [
        { shape: [1, 2, 3, 2] },
        { shape: [2, 3, 1, 2] },
      ]);
    }
  }
});

Deno.test("a convolution refuses options that it would not read", () => {
  const x = dg.zeros([1, 4, 4, 1]), kernel = dg.zeros([2, 2, 1, 1]);
  assertThrows(
    () => dg.conv2dTranspose(x, kernel, { groups: 2 } as dg.Conv2DOptions),
    TypeError,
    "received groups",
  );
  const options = { outputPadding: 1 } as dg.Conv2DOptions;
  assertThrows(
    () => dg.conv2d(x, kernel, options),
    TypeError,
    "expected options strides, padding, dilationRate, dataFormat, received outputPadding",
  );
});

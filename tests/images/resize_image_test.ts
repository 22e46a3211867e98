/** Images resized without a device, held to the layer that resizes on one. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import {
  resizeImage,
  type ResizeImageOptions,
} from "@decograd/decograd/images";
import { assertClose } from "../helpers/assert_close.ts";

type Options = Omit<ResizeImageOptions, "imageSize">;

Deno.test("resizeImage gives what the layer Resizing gives", async () => {
  const [height, width, channels] = [9, 14, 3];
  const data = Uint8Array.from(
    { length: height * width * channels },
    (_, i) => (i * 53 + 7) % 256,
  );
  const sizes = [[9, 14], [4, 5], [20, 3], [31, 40], [1, 1]];
  const options: Options[] = [
    {},
    { interpolation: "nearest" },
    { interpolation: "bicubic" },
    { interpolation: "lanczos3" },
    { antialias: true },
    { interpolation: "lanczos5", antialias: true },
    { cropToAspectRatio: true },
    { padToAspectRatio: true },
  ];
  for (const [high, wide] of sizes) {
    for (const one of options) {
      const image = { shape: [height, width, channels], data };
      const resized = resizeImage(image, { imageSize: [high, wide], ...one });
      const layer = new dg.layers.Resizing({
        height: high,
        width: wide,
        ...one,
      });
      const x = dg.tensor(Float32Array.from(data), [
        1,
        height,
        width,
        channels,
      ]);
      assertEquals(resized.shape, [high, wide, channels]);
      const expected = await layer.apply(x).data();
      // Bytes times weights, whose magnitudes add up to less than 2.
      assertClose(resized.data, expected, {
        terms: height * width,
        magnitude: 510,
      });
    }
  }
});

Deno.test("resizeImage refuses what is no image, and both ways to other proportions at once", () => {
  const image = { shape: [1, 2, 1], data: Uint8Array.of(1, 2) };
  const wrong: [unknown, unknown, string][] = [
    [image.data, { imageSize: 2 }, "expected { shape, data }"],
    [{ ...image, shape: [1, 2] }, { imageSize: 2 }, "shape [height, width"],
    [{ ...image, shape: [1, 3, 1] }, { imageSize: 2 }, "[1,3,1] with 2"],
    [image, {}, "expected imageSize to be an integer or a tuple of 2 integers"],
    [image, { imageSize: [1, 0] }, "expected imageSize to be"],
    [image, { imageSize: 1, interpolation: "area" }, "expected interpolation"],
    [
      image,
      { imageSize: 1, cropToAspectRatio: true, padToAspectRatio: true },
      "expected cropToAspectRatio or padToAspectRatio, received both",
    ],
  ];
  for (const [one, options, message] of wrong) {
    assertThrows(
      () => resizeImage(one as typeof image, options as ResizeImageOptions),
      Error,
      message,
    );
  }
});

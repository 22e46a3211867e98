/** Sizes and crops of convolutions against Keras's table. */

import { assertEquals, assertThrows } from "@std/assert";
import { ValueError } from "../../../config/errors.ts";
import {
  conv2dGeometry,
  convOutputLength,
  convPadding,
  type Padding,
  transposedCrop,
  transposedGeometry,
  transposedOutputLength,
} from "../../../autograd/ops/conv_geometry.ts";
import { loadFixture } from "../../helpers/fixtures.ts";

/** padding, input, kernel, stride, dilation, outputPadding, output, crop on the left, whether TensorFlow takes it */
type Row = [
  ...[Padding, number, number, number, number, number | null],
  ...[number, number, boolean],
];

Deno.test("a transposed convolution has the sizes and crops of Keras's table", () => {
  const { rows } = loadFixture<{ rows: Row[] }>("cases/output_length.json");
  for (const row of rows) {
    const [padding, input, kernel, stride, dilation, outputPadding, , crop] =
      row;
    const axis = { padding, input, kernel, stride, dilation, outputPadding };
    assertEquals(transposedOutputLength(axis), row[6], JSON.stringify(axis));
    assertEquals(transposedCrop(axis), crop, JSON.stringify(axis));
  }
  assertEquals(rows.length, 1260);
});

Deno.test("both axes of a transposed convolution have their own numbers", () => {
  const { output, geometry } = transposedGeometry({
    input: [7, 5],
    kernel: [3, 4],
    strides: [2, 1],
    dilations: [1, 1],
    padding: "same",
    outputPadding: [1, 0],
  });
  assertEquals(output, [14, 4]);
  assertEquals(geometry, {
    strides: [2, 1],
    dilations: [1, 1],
    padding: [0, 2],
  });
});

Deno.test("an output padding of null is not 0", () => {
  const axis = {
    input: 7,
    kernel: 4,
    stride: 2,
    dilation: 1,
    padding: "same",
  } as const;
  assertEquals(transposedOutputLength({ ...axis, outputPadding: null }), 14);
  assertEquals(transposedOutputLength({ ...axis, outputPadding: 0 }), 12);
});

Deno.test("an empty input gives an empty output, or an error that says why", () => {
  const axis = { input: 0, kernel: 1, stride: 2, dilation: 1 };
  const same = { ...axis, padding: "same" } as const;
  assertEquals(transposedOutputLength({ ...same, outputPadding: null }), 0);
  assertThrows(
    () => transposedOutputLength({ ...same, outputPadding: 0 }),
    ValueError,
    "expected an input of at least 1 cell, received input 0",
  );
});

Deno.test("a convolution has Keras's sizes: floor inside, ceil for same", () => {
  for (const stride of [1, 2, 3]) {
    for (const dilation of [1, 2]) {
      for (const kernel of [1, 2, 3, 4]) {
        const span = (kernel - 1) * dilation + 1;
        for (let input = span; input < 12; input++) {
          const axis = { input, kernel, stride, dilation };
          const same = { ...axis, padding: "same" } as const;
          const valid = { ...axis, padding: "valid" } as const;
          assertEquals(
            convOutputLength(valid),
            Math.floor((input - span) / stride) + 1,
          );
          const length = Math.ceil(input / stride);
          assertEquals(convOutputLength(same), length);
          const total = Math.max((length - 1) * stride + span - input, 0);
          assertEquals(convPadding(same), total >> 1);
          assertEquals(convPadding(valid), 0);
        }
      }
    }
  }
});

Deno.test("a convolution whose kernel does not fit is refused", () => {
  assertThrows(
    () =>
      conv2dGeometry({
        input: [4, 4],
        kernel: [3, 3],
        strides: [1, 1],
        dilations: [1, 2],
        padding: "valid",
      }),
    ValueError,
    "expected an input of at least 5 cells for kernelSize 3 and dilationRate 2, received 4",
  );
});

/** What convolutions of well-known shapes run by. */

import { assertEquals } from "@std/assert";
import {
  chooseConv2D,
  chooseInputGrad,
  chooseKernelGrad,
} from "../../../../../backends/wasm/kernels/conv2d/choose.ts";

/** A layer from `small` pixels and channels to `stride` times as many pixels, or back. */
function layer(
  [batch, height, width, channels]: [number, number, number, number],
  filters: number,
  kernel: number,
  stride: number,
) {
  const crop = Math.max(kernel - stride, 0) >> 1;
  return [{
    x: [batch, height * stride, width * stride, filters],
    w: [kernel, kernel, filters, channels],
    y: [batch, height, width, channels],
  }, {
    strides: [stride, stride],
    dilations: [1, 1],
    padding: [crop, crop],
  }] as const;
}

/** Of the transposed convolution, the convolution and the gradient in the kernel. */
function chosen(...[shapes, geometry]: ReturnType<typeof layer>): string[] {
  return [chooseInputGrad, chooseConv2D, chooseKernelGrad]
    .map((choose) => choose(shapes, geometry));
}

Deno.test("many channels, kernel 4 and stride 2 go by Winograd's filtering", () => {
  const shape = layer([32, 8, 8, 256], 128, 4, 2);
  assertEquals(chosen(...shape), ["winograd", "winograd", "winograd"]);
});

Deno.test("so does a 3 by 3 kernel of stride 1", () => {
  const shape = layer([8, 32, 32, 64], 64, 3, 1);
  assertEquals(chosen(...shape), ["winograd", "winograd", "winograd"]);
});

Deno.test("so do four and five taps, as two shorter filters, but of very many channels alone", () => {
  const layers = [[4, 1, 256], [8, 2, 256], [5, 1, 512], [9, 2, 512]] as const;
  for (const [kernel, stride, channels] of layers) {
    const shape = layer([8, 16, 16, channels], channels, kernel, stride);
    assertEquals(chosen(...shape), ["winograd", "winograd", "winograd"]);
    const fewer = layer([8, 16, 16, 128], 128, kernel, stride);
    assertEquals(chosen(...fewer), ["phases", "windows", "windows"]);
  }
});

Deno.test("a kernel of 3 with strides of 2 does without the products of missing taps", () => {
  const shape = layer([16, 14, 14, 64], 32, 3, 2);
  assertEquals(chosen(...shape), ["winograd", "winograd", "winograd"]);
});

Deno.test("with few channels, transforms cost more than they save", () => {
  const shape = layer([16, 14, 14, 16], 8, 3, 2);
  assertEquals(chosen(...shape), ["phases", "windows", "windows"]);
  const alike = layer([16, 14, 14, 16], 16, 3, 2);
  assertEquals(chosen(...alike), ["phases", "windows", "winograd"]);
});

Deno.test("a kernel as large as its stride is one product", () => {
  const shape = layer([4, 64, 64, 128], 64, 2, 2);
  assertEquals(chosen(...shape), ["phases", "windows", "windows"]);
});

Deno.test("few filters go by columns, and by planes if there are few taps", () => {
  const colours = layer([32, 32, 32, 64], 3, 4, 2);
  assertEquals(chosen(...colours), ["columns", "windows", "windows"]);
  const grey = layer([64, 28, 28, 32], 1, 3, 1);
  assertEquals(chosen(...grey), ["planes", "windows", "windows"]);
});

Deno.test("filters that fill no tile go by columns, where those waste less", () => {
  const rows = [[5, 3, 1], [6, 3, 1], [7, 4, 2], [8, 3, 1], [7, 1, 1]] as const;
  const ways = rows.map(([filters, kernel, stride]) =>
    chosen(...layer([4, 16, 16, 32], filters, kernel, stride))[0]
  );
  assertEquals(ways, ["columns", "columns", "columns", "phases", "phases"]);
});

Deno.test("a convolution of stride 1 with few filters is a transposed one", () => {
  const shape = layer([8, 32, 32, 3], 64, 7, 1);
  assertEquals(chosen(...shape).slice(1), ["flipped", "flipped"]);
});

Deno.test("squares that reach beyond the image count: with one row there is little to save", () => {
  const row = layer([32, 1, 64, 40], 40, 3, 1);
  assertEquals(chosen(...row), ["phases", "windows", "windows"]);
});

Deno.test("nothing empty and nothing dilated is transformed or taken as planes", () => {
  const [shapes, geometry] = layer([0, 8, 8, 256], 1, 4, 2);
  assertEquals(chooseInputGrad(shapes, geometry, "winograd"), "columns");
  assertEquals(chooseInputGrad(shapes, geometry, "planes"), "columns");
  const [large, plain] = layer([2, 8, 8, 256], 128, 4, 2);
  const dilated = { ...plain, dilations: [1, 2] } as const;
  assertEquals(chooseConv2D(large, dilated, "winograd"), "windows");
});

/** Convolutions of real sizes, and their gradients, for each way that a backend may take. */

import type { Conv2DGeometry } from "../../../backends/backend.ts";
import type { Shape } from "../../../backends/view.ts";
import type { RealCase } from "./case.ts";
import {
  conv2dAt,
  finishedAt,
  inputGradAt,
  kernelGradAt,
} from "./definitions.ts";
import { biasAndMore } from "./matmul.ts";

interface Layer {
  /** `[batch, height, width, channels]` of the wide side. */
  readonly x: Shape;
  /** Kernel height and width. */
  readonly kernel: readonly [number, number];
  readonly filters: number;
  readonly strides: readonly [number, number];
  readonly dilations?: readonly [number, number];
  readonly padding: readonly [number, number];
  /** Rows and columns of the narrow side. */
  readonly narrow: readonly [number, number];
  readonly isSlow?: boolean;
}

const LAYERS: readonly Layer[] = [
  // The decoder's at batch 16: outputs above 1 MiB, by phases, by Winograd's filtering and by planes.
  layer([16, 28, 28, 32], 3, 64, 1),
  layer([16, 14, 14, 64], 3, 64, 2),
  layer([16, 28, 28, 32], 3, 64, 2),
  layer([64, 28, 28, 1], 3, 32, 1),
  // More than 1,024 squares of Winograd's filtering, in several rounds.
  { ...layer([16, 40, 40, 32], 3, 32, 1), isSlow: true },
  { ...layer([5, 45, 51, 40], 4, 24, 2), isSlow: true },
  // Few filters, and few channels.
  layer([9, 64, 62, 3], 4, 33, 2),
  { ...layer([4, 47, 45, 64], 7, 3, 1), isSlow: true },
  { ...layer([24, 61, 67, 3], 7, 20, 2), isSlow: true },
  // One of a single tap; a kernel as large as its stride; one row.
  layer([3, 37, 41, 50], 1, 70, 1),
  layer([4, 64, 64, 24], 2, 40, 2),
  { ...layer([32, 1, 64, 40], 3, 40, 1), padding: [1, 1], isSlow: true },
  // What has no way of its own: dilated, other strides and kernels along each axis, nothing padded.
  {
    ...{ x: [6, 41, 38, 24], kernel: [3, 3], filters: 40, strides: [1, 1] },
    ...{ dilations: [2, 3], padding: [2, 3], narrow: [41, 38] },
  },
  {
    ...{ x: [5, 50, 43, 17], kernel: [5, 2], filters: 35, strides: [3, 2] },
    ...{ padding: [0, 0], narrow: [16, 21], isSlow: true },
  },
  // Windows that reach beyond both sides, and rows that no window reaches.
  {
    ...{ x: [7, 33, 35, 33], kernel: [4, 3], filters: 19, strides: [2, 3] },
    ...{ padding: [3, 2], narrow: [17, 12], isSlow: true },
  },
  // More windows than lie in memory at a time.
  {
    ...{ x: [64, 38, 39, 48], kernel: [3, 2], filters: 56, strides: [1, 1] },
    ...{ padding: [1, 1], narrow: [38, 40], isSlow: true },
  },
  // Kernels of Winograd's filtering that are no squares, and squares that reach beyond the image.
  {
    ...{ x: [5, 30, 34, 40], kernel: [3, 4], filters: 40, strides: [2, 2] },
    ...{ padding: [0, 1], narrow: [14, 17], isSlow: true },
  },
  { ...layer([6, 45, 43, 40], 3, 40, 1), isSlow: true },
  {
    ...{ x: [4, 33, 36, 40], kernel: [3, 6], filters: 40, strides: [1, 2] },
    ...{ padding: [1, 2], narrow: [33, 18], isSlow: true },
  },
];

/** The three convolutions of each layer. */
export function convolutionCases(): RealCase[] {
  return LAYERS.flatMap(trio);
}

function trio(layer: Layer, i: number): RealCase[] {
  const { x, kernel, filters, narrow, strides, padding, isSlow } = layer;
  const { dilations = [1, 1] } = layer;
  const w = [...kernel, x[3], filters], y = [x[0], ...narrow, filters];
  const geometry: Conv2DGeometry = { strides, dilations, padding };
  const name =
    `x [${x}], w [${w}], y [${y}], strides ${strides}, dilations ${dilations}, padding ${padding}`;
  const taps = kernel[0] * kernel[1];
  // Each layer has an epilogue in one of them or in both.
  const [endsConv2D, endsInputGrad] = [i % 3 !== 1, i % 3 !== 0];
  return [{
    name: `conv2d, ${name}`,
    isSlow,
    run: (stage) => {
      const wide = stage.input(x), weights = stage.input(w);
      const out = stage.output(y), at = conv2dAt(wide, weights, geometry);
      const end = endsConv2D ? biasAndMore(stage, y) : undefined;
      stage.backend.conv2d(wide, weights, out, geometry, end);
      const finished = end ? finishedAt([at], end.expr, end.operands) : at;
      return [{ out, at: finished, terms: taps * x[3] }];
    },
  }, {
    name: `conv2dInputGrad, ${name}`,
    isSlow,
    run: (stage) => {
      const dy = stage.input(y), weights = stage.input(w);
      const out = stage.output(x), at = inputGradAt(dy, weights, geometry);
      const end = endsInputGrad ? biasAndMore(stage, x) : undefined;
      stage.backend.conv2dInputGrad(dy, weights, out, geometry, end);
      const finished = end ? finishedAt([at], end.expr, end.operands) : at;
      return [{ out, at: finished, terms: taps * filters }];
    },
  }, {
    name: `conv2dKernelGrad, ${name}`,
    isSlow,
    run: (stage) => {
      const wide = stage.input(x), dy = stage.input(y), out = stage.output(w);
      stage.backend.conv2dKernelGrad(wide, dy, out, geometry);
      const at = kernelGradAt(wide, dy, geometry);
      return [{ out, at, terms: y[0] * y[1] * y[2] }];
    },
  }];
}

/** A square kernel with Keras's "same" padding. */
function layer(
  x: readonly [number, number, number, number],
  kernel: number,
  filters: number,
  stride: number,
): Layer {
  const narrow = [x[1], x[2]].map((size) => Math.ceil(size / stride));
  const padding = [0, 1].map((axis) => {
    const reach = (narrow[axis] - 1) * stride + kernel - x[axis + 1];
    return Math.max(0, reach) >> 1;
  });
  return {
    x,
    kernel: [kernel, kernel],
    filters,
    strides: [stride, stride],
    padding: [padding[0], padding[1]],
    narrow: [narrow[0], narrow[1]],
  };
}

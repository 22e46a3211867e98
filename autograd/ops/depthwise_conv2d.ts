/** The convolution in which each channel has filters of its own. */

import type { Operand } from "../../backends/backend.ts";
import { constant } from "../../backends/expr.ts";
import { contiguous, type Shape } from "../../backends/view.ts";
import { add as sum, mul, x, y } from "../formula.ts";
import { type Op, run, type TensorLike, toTensors } from "../op.ts";
import { Tensor } from "../tensor.ts";
import type { Padding, Pair } from "./conv_geometry.ts";
import { add } from "./elementwise.ts";
import { reshape } from "./reshape.ts";
import {
  adjoint,
  applyStencil,
  byTaps,
  MOST_TERMS,
  resized,
  type Stencil,
} from "./stencil.ts";
import { mostTaps, type Taps, windowTaps } from "./taps.ts";
import { slice, stack } from "./slice.ts";

const PRODUCT = mul(x, y);

interface Attrs {
  /** Labels are places in the kernel. */
  readonly windows: Stencil;
  /** The shape of the wide side. */
  readonly wide: Shape;
  /** Whether the wide side is what comes out. */
  readonly isBack: boolean;
}

/** The products of images, `[batch, height, width, channels]`, and a kernel, `[rows, columns, channels]`, summed. */
const depthwiseOp: Op<Attrs> = {
  name: "depthwiseConv2d",
  forward([x, w], { windows, wide, isBack }) {
    const stencil = isBack ? adjoint(windows, wide) : windows;
    const y = Tensor.empty(x.backend, resized(x.shape, stencil));
    const [down, right, along] = w.view.strides;
    applyStencil(stencil, [x], [y], ({ taps, select, beside }) => {
      const { shape } = select(y.view);
      const weightAt = ([a, b]: Pair): Operand =>
        w.operand({
          shape,
          strides: [0, 0, 0, along],
          offset: w.view.offset + a * down + b * right,
        });
      const [first = constant(0), ...others] = taps.map((
        { labels, cells: [cell] },
      ) => mul(cell, beside(() => weightAt(labels), `${labels}`)));
      return [sum(first, ...others)];
    });
    return [y, x, w];
  },
  vjp: (cotangent, [x, w], attrs, wants) => [
    wants[0]
      ? depthwise(cotangent, w, { ...attrs, isBack: !attrs.isBack })
      : null,
    wants[1] ? kernelGrad(x, cotangent, w.shape, attrs) : null,
  ],
};

/** The adjoint in the kernel: for each of its cells a sum over all windows. */
const kernelGradOp: Op<Attrs & { readonly kernel: Shape }> = {
  name: "depthwiseKernelGrad",
  forward([x, y], { windows, kernel }) {
    const [rows, columns, channels] = kernel;
    const w = Tensor.empty(x.backend, kernel);
    for (let a = 0; a < rows; a++) {
      for (let b = 0; b < columns; b++) {
        const [down, right] = [a, b].map((label, i) =>
          meetings(windows[i], label)
        );
        const image = [x, y].map((one, side) => {
          const [top, left] = [down, right].map(({ starts }) => starts[side]);
          const [s0, s1, s2, s3] = one.view.strides;
          const [sy, sx] = [down, right].map(({ steps }) => steps[side]);
          return one.operand({
            shape: [x.shape[0], down.count, right.count, channels],
            strides: [s0, s1 * sy, s2 * sx, s3],
            offset: one.view.offset + top * s1 + left * s2,
          });
        });
        const cell = contiguous(
          [1, 1, 1, channels],
          (a * columns + b) * channels,
        );
        x.backend.reduce("sum", [PRODUCT], image, [w.operand(cell)]);
      }
    }
    return [w, x, y];
  },
  vjp: (cotangent, [x, y], attrs, wants) => [
    wants[0] ? depthwise(y, cotangent, { ...attrs, isBack: true }) : null,
    wants[1] ? depthwise(x, cotangent, { ...attrs, isBack: false }) : null,
  ],
};

/** Where a kernel's place meets the wide side and the narrow one: first cells, steps and how often. */
function meetings(
  { cells, advance }: Taps,
  label: number,
): { starts: Pair; steps: Pair; count: number } {
  const pairs = cells.flatMap((taps, to) =>
    taps.filter((tap) => tap.label === label).map(({ from }) => [from, to])
  );
  const [[from, to] = [0, 0]] = pairs;
  return { starts: [from, to], steps: [advance, 1], count: pairs.length };
}

function kernelGrad(
  x: Tensor,
  y: Tensor,
  kernel: Shape,
  attrs: Attrs,
): Tensor {
  const sides = attrs.isBack ? [y, x] : [x, y];
  return run(kernelGradOp, sides, { ...attrs, kernel });
}

/** Kernels of many places are taken part by part. */
function depthwise(x: Tensor, w: Tensor, attrs: Attrs): Tensor {
  const [high, wide] = attrs.windows.map(mostTaps);
  if (high * wide <= MOST_TERMS) return run(depthwiseOp, [x, w], attrs);
  const half = Math.ceil(Math.max(high, wide) / 2);
  const [first, others] = byTaps(attrs.windows, half)
    .map((windows) => depthwise(x, w, { ...attrs, windows }));
  return add(first, others);
}

/**
 * Correlation of each channel of `[batch, height, width, channels]` with its own filters, the kernel being
 * `[kernel height, kernel width, channels, filters a channel]`: `[batch, height, width, channels * filters a channel]`.
 */
export function depthwiseConv2d(
  images: TensorLike,
  kernel: TensorLike,
  options: { strides: Pair; dilations: Pair; padding: Padding },
): Tensor {
  const [x, w] = toTensors("depthwiseConv2d", [images, kernel]);
  const [, height, width, channels] = x.shape;
  const [rows, columns, , filters] = w.shape;
  const windows = windowTaps({
    input: [height, width],
    kernel: [rows, columns],
    ...options,
  });
  const attrs = { windows, wide: x.shape, isBack: false };
  const maps = Array.from({ length: filters }, (_, i) => {
    const one = slice(w, [0, 0, 0, i], [rows, columns, channels, 1]);
    return depthwise(x, reshape(one, [rows, columns, channels]), attrs);
  });
  if (filters === 1) return maps[0];
  const [batch, high, wide] = maps[0].shape;
  return reshape(stack(maps, -1), [batch, high, wide, channels * filters]);
}

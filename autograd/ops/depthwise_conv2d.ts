/** The convolution in which each channel has filters of its own. */

import type { Operand } from "../../backends/backend.ts";
import { constant, type Expr, input } from "../../backends/expr.ts";
import { contiguous, type Shape } from "../../backends/view.ts";
import { add as sum, mul } from "../formula.ts";
import { typeOf } from "../kernel.ts";
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
  regionsOf,
  resized,
  type Stencil,
} from "./stencil.ts";
import { mostTaps, windowTaps } from "./taps.ts";
import { slice, stack } from "./slice.ts";

const ITSELF = [input(0)], ZERO = constant(0);

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
    const shape = resized(x.shape, stencil);
    const y = Tensor.empty(x.backend, shape, typeOf([x, w]));
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

/** A number of products of images with one that comes last; the same objects each time, as they are compiled once. */
const products: Expr[][] = [];

function productsOf(count: number): readonly Expr[] {
  return products[count] ??= Array.from(
    { length: count },
    (_, i) => mul(input(i), input(count)),
  );
}

/**
 * The adjoint in the kernel: for each of its places a sum over all windows. A region's windows are read once for all places,
 * and summed along the longer of its sides; the sums of all regions, row by row, are then summed together.
 */
const kernelGradOp: Op<Attrs & { readonly kernel: Shape }> = {
  name: "depthwiseKernelGrad",
  forward([x, y], { windows, kernel }) {
    const { backend } = x, [rows, columns, channels] = kernel;
    const w = Tensor.empty(backend, kernel, typeOf([x, y]));
    let count = 0;
    const parts = regionsOf(windows).flatMap(({ sources, targets }) =>
      targets.map(({ select, taps }) => {
        const [batch, high, wide] = select(y.view).shape, first = count;
        const shape = high > wide ? [batch, 1, wide] : [batch, high, 1];
        count += batch * Math.min(high, wide);
        return { sources, select, taps, shape: [...shape, channels], first };
      })
    );
    const places = rows * columns;
    using sums = Tensor.empty(backend, [places, count, channels]);
    for (const { sources, select, taps, shape, first } of parts) {
      const sumsAt = (place: number): Operand =>
        sums.operand(contiguous(shape, (place * count + first) * channels));
      const seen = taps.map(({ labels: [a, b] }) => a * columns + b);
      const images = taps.map(({ source }) =>
        x.operand(sources[source](x.view))
      );
      const terms = [...images, y.operand(select(y.view))];
      const outs = seen.map(sumsAt);
      if (seen.length > 0) {
        backend.reduce("sum", productsOf(seen.length), terms, outs);
      }
      const others = Array.from({ length: places }, (_, place) => place)
        .filter((place) => !seen.includes(place));
      const zeros = others.map(() => ZERO);
      if (others.length > 0) backend.elementwise(zeros, [], others.map(sumsAt));
    }
    const to = contiguous([places, 1, channels]);
    backend.reduce("sum", ITSELF, [sums.operand()], [w.operand(to)]);
    return [w, x, y];
  },
  vjp: (cotangent, [x, y], attrs, wants) => [
    wants[0] ? depthwise(y, cotangent, { ...attrs, isBack: true }) : null,
    wants[1] ? depthwise(x, cotangent, { ...attrs, isBack: false }) : null,
  ],
};

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

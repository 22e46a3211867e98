/** Images whose cells are weighted sums of a few cells of other images: means of windows, interpolations, and their adjoints. */

import { constant, type Expr } from "../../backends/expr.ts";
import type { Shape } from "../../backends/view.ts";
import { add as sum, mul } from "../formula.ts";
import { type Op, run } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { add } from "./elementwise.ts";
import {
  adjoint,
  applyStencil,
  byAxes,
  byTaps,
  type Cell,
  MOST_TERMS,
  regionsOf,
  resized,
  type Stencil,
} from "./stencil.ts";
import { mostTaps } from "./taps.ts";

/** Kernels for one image. */
const MOST_REGIONS = 16;
/** Kinds of cells, by height and width together, that are told apart: all of them are listed. */
const MOST_KINDS = 256;

interface Attrs {
  /** Labels are weights, of which the products count. */
  readonly weights: Stencil;
  readonly from: Shape;
}

const blendOp: Op<Attrs> = {
  name: "blend",
  forward([x], { weights }) {
    const y = Tensor.empty(x.backend, resized(x.shape, weights), x.dtype);
    applyStencil(weights, [x], [y], weightedSum);
    return [y];
  },
  vjp: (cotangent, _, { weights, from }) => [
    blend(cotangent, adjoint(weights, from)),
  ],
};

/** The sum of cells times their weights; equal weights are multiplied with once. */
function weightedSum({ taps }: Cell): Expr[] {
  const weights = taps.map(({ labels: [a, b] }) => a * b);
  const [first = 0] = weights;
  const isEven = weights.every((weight) => weight === first);
  const [term = constant(0), ...others] = taps.map(({ cells: [cell] }, i) =>
    isEven ? cell : mul(weights[i], cell)
  );
  const total = sum(term, ...others);
  return [isEven ? mul(first, total) : total];
}

/**
 * The weighted sums: `[batch, height, width, ...]` becomes as high and as wide as there are lists of taps. Many terms are
 * summed by columns first, then by rows, and those of an axis part by part. So are cells of many kinds.
 */
export function blend(x: Tensor, weights: Stencil): Tensor {
  const [height, width] = weights;
  const [high, wide] = weights.map(mostTaps);
  const isMixed = height.period > 1 && width.period > 1;
  const isManifold = isMixed && height.period * width.period > MOST_KINDS;
  const isSimple = !isManifold && high * wide <= MOST_TERMS &&
    (high < 2 || wide < 2 || regionsOf(weights).length <= MOST_REGIONS);
  if (isSimple) return run(blendOp, [x], { weights, from: x.shape });
  if (isManifold || (high > 1 && wide > 1)) {
    return byAxes(weights, x.shape[1]).reduce(blend, x);
  }
  const [first, others] = byTaps(weights, MOST_TERMS);
  return add(blend(x, first), blend(x, others));
}

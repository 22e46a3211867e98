/** Images whose cells are weighted sums of a few cells of other images: means of windows, interpolations, and their adjoints. */

import { constant, type Expr, input } from "../../backends/expr.ts";
import type { Shape } from "../../backends/view.ts";
import { add as sum, mul } from "../formula.ts";
import { type Op, run } from "../op.ts";
import { Tensor } from "../tensor.ts";
import { add } from "./elementwise.ts";
import {
  mostTaps,
  type Region,
  regionsOf,
  resized,
  someTaps,
  type Taps,
  turned,
  unchanged,
} from "./taps.ts";

/** Terms of one kernel. */
const MOST_TERMS = 16;
/** Kernels for one image. */
const MOST_REGIONS = 16;
/** Kinds of cells, by height and width together, that are told apart: all of them are listed. */
const MOST_KINDS = 256;

/** By height and by width; labels are weights, of which the products count. */
type Weights = readonly [Taps, Taps];

interface Attrs {
  readonly weights: Weights;
  readonly from: Shape;
}

const blendOp: Op<Attrs> = {
  name: "blend",
  forward([x], { weights }) {
    const y = Tensor.empty(x.backend, resized(x.shape, weights));
    for (const { sources, targets } of regionsOf(weights)) {
      x.backend.elementwise(
        targets.map(({ taps }) => weightedSum(taps)),
        sources.map((part) => x.operand(part(x.view))),
        targets.map(({ part }) => y.operand(part(y.view))),
      );
    }
    return [y];
  },
  vjp(cotangent, _, { weights: [height, width], from }) {
    const back = [turned(height, from[1]), turned(width, from[2])] as const;
    return [blend(cotangent, back)];
  },
};

/** The sum of sources times their weights; equal weights are multiplied with once. */
function weightedSum(taps: Region["targets"][number]["taps"]): Expr {
  const weights = taps.map(({ labels: [a, b] }) => a * b);
  const [first = 0] = weights;
  const isEven = weights.every((weight) => weight === first);
  const [term = constant(0), ...others] = taps.map(({ source }, i) =>
    isEven ? input(source) : mul(weights[i], input(source))
  );
  const total = sum(term, ...others);
  return isEven ? mul(first, total) : total;
}

/**
 * The weighted sums: `[batch, height, width, ...]` becomes as high and as wide as there are lists of taps. Many terms are
 * summed by columns first, then by rows, and those of an axis part by part. So are cells of many kinds.
 */
export function blend(x: Tensor, weights: Weights): Tensor {
  const [height, width] = weights;
  const [high, wide] = weights.map(mostTaps);
  const isMixed = height.period > 1 && width.period > 1;
  const isManifold = isMixed && height.period * width.period > MOST_KINDS;
  if (isManifold || (high > 1 && wide > 1)) {
    const isSimple = !isManifold && high * wide <= MOST_TERMS &&
      regionsOf(weights).length <= MOST_REGIONS;
    if (isSimple) return run(blendOp, [x], { weights, from: x.shape });
    const narrow = blend(x, [unchanged(x.shape[1]), width]);
    return blend(narrow, [height, unchanged(width.cells.length)]);
  }
  if (Math.max(high, wide) <= MOST_TERMS) {
    return run(blendOp, [x], { weights, from: x.shape });
  }
  const part = (from: number, to?: number): Tensor =>
    high > 1
      ? blend(x, [someTaps(height, from, to), width])
      : blend(x, [height, someTaps(width, from, to)]);
  return add(part(0, MOST_TERMS), part(MOST_TERMS));
}

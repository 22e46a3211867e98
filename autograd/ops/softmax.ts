/** The softmax family, shifted by the maximum so that nothing overflows. */

import { input } from "../../backends/expr.ts";
import * as f from "../formula.ts";
import { named, type Op, run, type TensorLike, toTensor } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { checkArguments, checkOptions, NO_OPTIONS } from "./arguments.ts";
import { toAxes } from "./axes.ts";
import { add, exp, log, mul, sub } from "./elementwise.ts";
import { compose } from "./compose.ts";
import { elementwise } from "./elementwise_op.ts";
import { mapSum } from "./map_sum.ts";
import type { SoftmaxOptions } from "./options.ts";
import { dropReduced, max, type ReduceOp, reduction, sum } from "./reduce.ts";

/** Axes that stay, with size 1. */
interface Attrs {
  readonly axis: readonly number[];
  readonly keepdims: true;
}

const [a, b, c] = [0, 1, 2].map(input);
const EXP_OF_DIFFERENCE = f.exp(f.sub(a, b));
const PRODUCT = f.mul(a, b);
// A product for each element takes less than a quotient, and a backend may make the quotient once for all of them.
const SHARE = f.mul(a, f.div(1, b));
// Infinity minus itself is NaN, minus 0 it is Infinity.
const FINITE = f.where(f.equal(f.abs(a), Infinity), 0, a);
// The output, its cotangent, and the sum of their products.
const SOFTMAX_BACK = f.mul(a, f.sub(b, c));
const LOG_SOFTMAX = f.sub(f.sub(a, b), c);
// The output, its cotangent, and the sum of that.
const LOG_SOFTMAX_BACK = f.sub(b, f.mul(f.exp(a), c));

const softmaxOp: Op<Attrs> = {
  name: "softmax",
  forward([x], over) {
    const y = compose(() => {
      const e = elementwise(EXP_OF_DIFFERENCE, [x, max(x, over)]);
      return elementwise(SHARE, [e, sum(e, over)]);
    });
    return [y, y];
  },
  vjp: (cotangent, [y], over) => {
    const total = mapSum(PRODUCT, [y, cotangent], over);
    return [elementwise(SOFTMAX_BACK, [y, cotangent, total])];
  },
};

const logSoftmaxOp: Op<Attrs> = {
  name: "logSoftmax",
  forward([x], over) {
    const y = compose(() => {
      const top = max(x, over);
      const total = log(mapSum(EXP_OF_DIFFERENCE, [x, top], over));
      return elementwise(LOG_SOFTMAX, [x, top, total]);
    });
    return [y, y];
  },
  vjp: (cotangent, [y], over) => {
    const total = sum(cotangent, over);
    return [elementwise(LOG_SOFTMAX_BACK, [y, cotangent, total])];
  },
};

const logSumExpOp: Op<Attrs> = {
  name: "logSumExp",
  forward([x], over) {
    const y = compose(() => {
      const top = elementwise(FINITE, [max(x, over)]);
      return add(log(mapSum(EXP_OF_DIFFERENCE, [x, top], over)), top);
    });
    return [y, x, y];
  },
  vjp: (cotangent, [x, y]) => [mul(cotangent, exp(sub(x, y)))],
};

/**
 * A function normalized over axes.
 * @category Ops
 */
export type SoftmaxOp = (
  x: TensorLike,
  options?: SoftmaxOptions,
) => Tensor;

function softmaxOf(op: Op<Attrs>): SoftmaxOp {
  const { name } = op;
  return named(name, function (x, options = NO_OPTIONS) {
    checkArguments(name, arguments, 2);
    checkOptions(name, options, ["axis"]);
    const tensor = toTensor(name, x);
    const axis = toAxes(name, options.axis ?? -1, tensor.rank);
    return run(op, [tensor], { axis, keepdims: true });
  });
}

/**
 * `exp(x) / sum(exp(x))` over an axis.
 *
 * @throws {ValueError} if an axis is out of range.
 * @throws {TypeError} if there is no such option.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const p = await dg.softmax(dg.tensor([0, Math.log(3)])).data();
 * assertAlmostEquals(p[1], 0.75, 1e-6);
 * ```
 *
 * @category Ops
 */
export const softmax: SoftmaxOp = softmaxOf(softmaxOp);

/**
 * The logarithm of `softmax`, exact where that would be 0.
 * @category Ops
 */
export const logSoftmax: SoftmaxOp = softmaxOf(logSoftmaxOp);

/**
 * `log(sum(exp(x)))` over axes, without overflow; all axes if none is given.
 * @category Ops
 */
export const logSumExp: ReduceOp = reduction("logSumExp", (x, over) => {
  const attrs: Attrs = { axis: over.axes, keepdims: true };
  return dropReduced(run(logSumExpOp, [x], attrs), over);
});

/** The softmax family, shifted by the maximum so that nothing overflows. */

import { type Op, run, type TensorLike, toTensor } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { Scope } from "../scope.ts";
import { noGrad } from "../tape.ts";
import { type Axes, toAxes } from "./axes.ts";
import { add, div, exp, log, mul, sub } from "./elementwise.ts";
import { max, sum } from "./reduce.ts";
import { squeeze } from "./reshape.ts";

/** Over which axes to normalize: the last if not given. */
export interface SoftmaxOptions {
  /** One axis or several, negative ones counted from the back. */
  readonly axis?: number | readonly number[];
}

type Attrs = { readonly axis: readonly number[]; readonly keepdims: true };

function attrsOf(name: string, x: Tensor, axis: Axes): Attrs {
  return { axis: toAxes(name, axis, x.rank), keepdims: true };
}

/** A forward made of other ops, which are neither recorded nor kept. */
function compose(forward: () => Tensor): Tensor {
  using scope = new Scope();
  return scope.keep(noGrad(forward));
}

const softmaxOp: Op<Attrs> = {
  name: "softmax",
  forward([x], over) {
    const y = compose(() => {
      const e = exp(sub(x, max(x, over)));
      return div(e, sum(e, over));
    });
    return [y, y];
  },
  vjp: (cotangent, [y], over) => {
    const mean = sum(mul(cotangent, y), over);
    return [mul(y, sub(cotangent, mean))];
  },
};

const logSoftmaxOp: Op<Attrs> = {
  name: "logSoftmax",
  forward([x], over) {
    const y = compose(() => {
      const shifted = sub(x, max(x, over));
      return sub(shifted, log(sum(exp(shifted), over)));
    });
    return [y, y];
  },
  vjp: (cotangent, [y], over) => {
    const total = sum(cotangent, over);
    return [sub(cotangent, mul(exp(y), total))];
  },
};

const logSumExpOp: Op<Attrs> = {
  name: "logSumExp",
  forward([x], over) {
    const y = compose(() => {
      const top = max(x, over);
      return add(log(sum(exp(sub(x, top)), over)), top);
    });
    return [y, x, y];
  },
  vjp: (cotangent, [x, y]) => [mul(cotangent, exp(sub(x, y)))],
};

/**
 * `exp(x) / sum(exp(x))` over an axis.
 *
 * @throws {ValueError} if an axis is out of range.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const p = await dg.softmax(dg.tensor([0, Math.log(3)])).data();
 * assertAlmostEquals(p[1], 0.75, 1e-6);
 * ```
 */
export function softmax(x: TensorLike, options: SoftmaxOptions = {}): Tensor {
  const tensor = toTensor("softmax", x);
  const over = attrsOf("softmax", tensor, options.axis ?? -1);
  return run(softmaxOp, [tensor], over);
}

/** The logarithm of `softmax`, exact where that would be 0. */
export function logSoftmax(
  x: TensorLike,
  options: SoftmaxOptions = {},
): Tensor {
  const tensor = toTensor("logSoftmax", x);
  const over = attrsOf("logSoftmax", tensor, options.axis ?? -1);
  return run(logSoftmaxOp, [tensor], over);
}

/** `log(sum(exp(x)))` over axes, without overflow; all axes if none is given. */
export function logSumExp(
  x: TensorLike,
  options: { axis?: Axes; keepdims?: boolean } = {},
): Tensor {
  const tensor = toTensor("logSumExp", x);
  const over = attrsOf("logSumExp", tensor, options.axis ?? null);
  const y = run(logSumExpOp, [tensor], over);
  return options.keepdims ? y : squeeze(y, over.axis);
}

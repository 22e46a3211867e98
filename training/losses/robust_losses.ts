/** Losses that are half a square near 0 and a line far off, so that outliers weigh less. */

import {
  abs,
  add,
  greaterEqual,
  mul,
  softplus,
  square,
  sub,
  where,
  x,
  y,
} from "../../autograd/formula.ts";
import type { TensorLike } from "../../autograd/op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkArgumentCount } from "../../config/options.ts";
import { number } from "../../config/rows.ts";
import {
  type AnySchema,
  readOptions,
  type Schema,
} from "../../config/schema.ts";
import { name, unless } from "../rows.ts";
import { Loss, type LossOptions } from "./loss.ts";
import { pointwise, type PointwiseLoss } from "./pointwise.ts";

/**
 * The mean over the last axis of `log(cosh(prediction - target))`: one number a sample, or a pixel.
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 *
 * @category Losses
 */
export const logCosh: PointwiseLoss = pointwise(
  "logCosh",
  add(sub(y, x), softplus(mul(-2, sub(y, x))), -Math.LN2),
);

/**
 * The logarithm of the hyperbolic cosine.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.LogCosh();
 * const value = loss.call(dg.tensor([[0, 1]]), dg.tensor([[0, 1]]));
 * assertAlmostEquals(await value.item(), 0, 1e-5);
 * ```
 *
 * @category Losses
 */
export class LogCosh extends Loss {
  /** The mean over the last axis. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return logCosh(yTrue, yPred);
  }
}

/**
 * Where the Huber loss becomes a line.
 * @category Losses
 */
export interface DeltaOptions {
  /** Up to which error the loss is a square; beyond it is a line. 1 if not given. */
  readonly delta?: number;
}

/**
 * The options of `Huber`.
 * @category Losses
 */
export interface HuberOptions extends LossOptions, DeltaOptions {}

// Keras leaves it out of configs; here it is left out where it is 1.
const DELTA = {
  delta: unless(1, number(1)),
} satisfies Schema<DeltaOptions>;

// Kept by delta, so that each is compiled once.
const losses = new Map<number, PointwiseLoss>();

function huberOf(delta: number): PointwiseLoss {
  const known = losses.get(delta);
  if (known) return known;
  const error = abs(sub(y, x));
  const line = sub(mul(delta, error), delta * delta / 2);
  const expr = where(greaterEqual(delta, error), mul(0.5, square(error)), line);
  const loss = pointwise("huber", expr);
  losses.set(delta, loss);
  return loss;
}

/**
 * The mean over the last axis of half the squared differences, or of a line that goes on where they exceed `delta`: one
 * number a sample, or a pixel.
 *
 * Huber: Robust estimation of a location parameter (1964).
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 *
 * @category Losses
 */
export function huber(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: DeltaOptions = {},
): Tensor {
  checkArgumentCount("compute huber", arguments, 3);
  const { delta } = readOptions("compute huber", DELTA, options);
  return huberOf(delta)(yTrue, yPred);
}

/**
 * The Huber loss: a square near 0, a line far off.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.Huber({ delta: 2 });
 * const value = loss.call(dg.tensor([[0, 0]]), dg.tensor([[1, 3]]));
 * assertAlmostEquals(await value.item(), (0.5 + 4) / 2);
 * ```
 *
 * @category Losses
 */
export class Huber extends Loss<HuberOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    name: name(() => "huber_loss"),
    ...DELTA,
  } satisfies Schema<HuberOptions, LossOptions>;
  /** Up to which error the loss is a square. */
  declare readonly delta: number;

  /** The mean over the last axis. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return huberOf(this.delta)(yTrue, yPred);
  }
}

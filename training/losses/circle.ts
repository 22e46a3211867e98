/** The circle loss. */

import {
  add,
  equal,
  greater,
  logicalNot,
  maximum,
  mul,
  softplus,
  sub,
  where,
  x,
  y,
} from "../../autograd/formula.ts";
import { type TensorLike, toTensors } from "../../autograd/op.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { matmul } from "../../autograd/ops/matmul.ts";
import { reshape, transpose } from "../../autograd/ops/reshape.ts";
import { logSumExp } from "../../autograd/ops/softmax.ts";
import { Tensor } from "../../autograd/tensor.ts";
import { type Expr, input } from "../../backends/expr.ts";
import { ShapeError } from "../../config/errors.ts";
import { checkArgumentCount } from "../../config/options.ts";
import { flag, number } from "../../config/rows.ts";
import {
  type AnySchema,
  readOptions,
  type Schema,
} from "../../config/schema.ts";
import { pick } from "../rows.ts";
import { Loss, type LossOptions } from "./loss.ts";

/**
 * How pairs are weighed.
 * @category Losses
 */
export interface PairOptions {
  /** How steep the loss is; 80 if not given. */
  readonly gamma?: number;
  /** How far apart the classes have to be; 0.4 if not given. */
  readonly margin?: number;
  /** Whether no sample counts as like itself; `true` if not given. */
  readonly removeDiagonal?: boolean;
}

/**
 * The options of `Circle`.
 * @category Losses
 */
export interface CircleOptions extends LossOptions, PairOptions {}

const PAIRS = {
  gamma: number(80),
  margin: number(0.4),
  removeDiagonal: flag(true),
} satisfies Schema<PairOptions>;

// A finite number whose exponential vanishes beside any other: a sample may have no pair.
const NOTHING = -1e30;
// Inputs: cosine, whether the pair counts, gamma, margin.
const [gamma, margin] = [input(2), input(3)];
const far: Expr = maximum(sub(1, x), 0);
const ofLike = where(
  y,
  mul(gamma, maximum(add(margin, far), 0), sub(far, margin)),
  NOTHING,
);
const ofUnlike = where(
  y,
  mul(gamma, maximum(sub(add(1, margin), far), 0), sub(sub(1, margin), far)),
  NOTHING,
);
const isLike = mul(equal(x, y), logicalNot(equal(input(2), input(3))));
const isUnlike = logicalNot(equal(x, y));
const joined = softplus(add(x, y));
const counts = greater(x, 0);

/**
 * How much closer samples of one class should be to one another than to those of others: one number a sample. Predictions
 * are unit vectors, of shape [batch, size], and targets the numbers of their classes.
 *
 * Sun et al.: Circle loss: a unified perspective of pair similarity optimization (2020).
 *
 * @throws {ShapeError} if predictions are not [batch, size], and targets [batch] or [batch, 1].
 *
 * @category Losses
 */
export function circle(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: PairOptions = {},
): Tensor {
  checkArgumentCount("compute circle", arguments, 3);
  const own = readOptions("compute circle", PAIRS, options);
  const { gamma, margin, removeDiagonal } = own;
  const [t, p] = toTensors("circle", [yTrue, yPred]);
  const [batch] = p.shape;
  if (p.rank !== 2 || t.size !== batch || t.shape[0] !== batch) {
    throw new ShapeError(
      `Cannot compute circle: expected predictions of shape [batch, size] and targets [batch], received [${
        p.shape.join(", ")
      }] and [${t.shape.join(", ")}]`,
      { expected: [batch], actual: t.shape },
    );
  }
  const cosines = matmul(p, transpose(p));
  const [column, row] = [reshape(t, [batch, 1]), reshape(t, [1, batch])];
  const places = numbers(t, removeDiagonal ? 0 : 0.5);
  const like = elementwise(isLike, [
    column,
    row,
    reshape(places, [batch, 1]),
    reshape(numbers(t, 0), [1, batch]),
  ]);
  const unlike = elementwise(isUnlike, [column, row]);
  const pulls = elementwise(ofLike, [cosines, like, gamma, margin]);
  const pushes = elementwise(ofUnlike, [cosines, unlike, gamma, margin]);
  const over = { axis: 1 };
  return elementwise(joined, [
    logSumExp(pulls, over),
    logSumExp(pushes, over),
  ]);
}

// The indices of the samples; shifted by a half, none equals another.
function numbers(of: Tensor, shift: number): Tensor {
  const places = Float64Array.from({ length: of.size }, (_, i) => i + shift);
  return Tensor.from(of.backend, places, [of.size]);
}

/**
 * The circle loss, for embeddings: those of one class are to lie close together.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.Circle({ gamma: 1, margin: 0.5 });
 * const value = loss.call(dg.tensor([0, 0, 1]), dg.tensor([[1, 0], [1, 0], [0, 1]]));
 * assertAlmostEquals(await value.item(), Math.log(1 + Math.exp(-0.5)), 1e-5);
 * ```
 *
 * @category Losses
 */
export class Circle extends Loss<CircleOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = PAIRS satisfies Schema<
    CircleOptions,
    LossOptions
  >;
  /** How steep the loss is. */
  declare readonly gamma: number;
  /** How far apart the classes have to be. */
  declare readonly margin: number;
  /** Whether no sample counts as like itself. */
  declare readonly removeDiagonal: boolean;

  /** One number a sample. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return circle(yTrue, yPred, pick(PAIRS, this));
  }

  /** Samples without a pair do not count. */
  protected override maskOf(losses: Tensor): Tensor {
    return elementwise(counts, [losses]);
  }
}

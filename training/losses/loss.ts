/** The base of all losses. */

import { type TensorLike, toTensors } from "../../autograd/op.ts";
import { cast } from "../../autograd/ops/cast.ts";
import { under } from "../../autograd/place.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { DType } from "../../backends/dtype.ts";
import { Configured } from "../../config/configured.ts";
import { checkArgumentCount } from "../../config/options.ts";
import { nullable, oneOf } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { dtype } from "../../variables/rows.ts";
import { checkResult } from "../check_result.ts";
import { name } from "../rows.ts";
import { checkWeight } from "./pair.ts";
import {
  applyMask,
  reduceLosses,
  type Reduction,
  REDUCTIONS,
  toSameRank,
} from "./reduction.ts";

/**
 * The options of every loss.
 * @category Losses
 */
export interface LossOptions {
  /** Its name; that of its class in snake_case if not given. */
  readonly name?: string | null;
  /** How the losses of the samples become one, `null` like `"none"`; `"sum_over_batch_size"` if not given. */
  readonly reduction?: Reduction | null;
  /** The element type in which it is computed, which is always `"float32"`. */
  readonly dtype?: "float32" | null;
}

/**
 * How far predictions are from their targets. Derive from it for one of your own and override `perSample`, or pass a
 * function of targets and predictions wherever a loss is meant.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * class Quartic extends dg.losses.Loss {
 *   override perSample(yTrue: dg.Tensor, yPred: dg.Tensor): dg.Tensor {
 *     return yPred.sub(yTrue).pow(4).mean({ axis: -1 });
 *   }
 * }
 *
 * const loss = new Quartic({ reduction: "sum" });
 * assertEquals(loss.name, "quartic");
 * assertEquals(await loss.call(dg.tensor([[1], [0]]), dg.tensor([[3], [1]])).item(), 17);
 * ```
 *
 * @category Losses
 */
export abstract class Loss<Options extends LossOptions = LossOptions>
  extends Configured<Options> {
  /** The rows of the options of every loss. */
  static override readonly schema: AnySchema = {
    name: name(),
    reduction: nullable(oneOf(REDUCTIONS), "sum_over_batch_size"),
    // Keras does not write it.
    dtype: { read: dtype().read, write: () => undefined },
  } satisfies Schema<LossOptions>;
  /** Its name. */
  declare readonly name: string;
  /** How the losses of the samples become one; `null` like `"none"`. */
  declare readonly reduction: Reduction | null;
  /** The element type in which it is computed. */
  declare readonly dtype: DType;

  /** The loss of each sample: of shape [batch, ...], the last axis gone. */
  abstract perSample(yTrue: Tensor, yPred: Tensor): Tensor;

  /**
   * The losses of the samples, weighted and reduced. Weights have a shape that broadcasts with theirs: one weight for each
   * image is of shape [batch, 1, 1].
   *
   * @throws {ShapeError} if targets, predictions and weights do not go together.
   */
  call(
    yTrue: TensorLike,
    yPred: TensorLike,
    sampleWeight?: TensorLike | null,
  ): Tensor {
    checkArgumentCount(`compute ${this.name}`, arguments, 3);
    const given = sampleWeight ?? null;
    const inputs = given === null ? [yTrue, yPred] : [yTrue, yPred, given];
    return under(this, () => {
      const tensors = toTensors(this.name, inputs);
      return this.#reduced(tensors.map((one) => cast(one, "float32")));
    });
  }

  #reduced([t, p, weight]: readonly Tensor[]): Tensor {
    const losses = this.perSample(t, p);
    checkResult(this.name, losses);
    if (weight) {
      const [each, weights] = toSameRank(losses, weight);
      checkWeight(`compute ${this.name}`, weights.shape, each.shape);
    }
    const mask = this.maskOf(losses, t);
    const reduction = this.reduction ?? "none";
    const masked = mask
      ? applyMask(mask, weight ?? null, reduction)
      : weight ?? null;
    return reduceLosses(losses, masked, reduction);
  }

  /** 1 for the losses that count and 0 for those that do not; `null` where all of them do. */
  protected maskOf(_losses: Tensor, _yTrue: Tensor): Tensor | null {
    return null;
  }
}

/**
 * From targets and predictions to the loss of each sample, or to one number.
 * @category Losses
 */
export type LossFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

/** The loss of a function, averaged over what it returns. */
export class FunctionLoss extends Loss {
  /** The function. */
  readonly function: LossFunction;

  /** Wraps a function. */
  constructor(f: LossFunction) {
    super({ name: f.name || "loss" });
    this.function = f;
  }

  /** Calls the function. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return this.function(yTrue, yPred);
  }
}

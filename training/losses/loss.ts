/** What every loss has in common. */

import { checkArgumentCount } from "../../config/options.ts";
import { type TensorLike, toTensors } from "../../autograd/op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { toDType } from "../../variables/dtype_policy.ts";
import { checkResult } from "../check_result.ts";
import { toName } from "../name.ts";
import { checkOneOf } from "../../config/checks.ts";
import { type Config, optionsOf } from "../../config/serialization.ts";
import {
  applyMask,
  reduceLosses,
  type Reduction,
  REDUCTIONS,
  toSameRank,
} from "./reduction.ts";
import { checkWeight } from "./sample_weight.ts";

/** The options of every loss. */
export interface LossOptions {
  /** Its name; that of its function if not given. */
  readonly name?: string | null;
  /** How the losses of the samples become one, `null` like `"none"`; `"sum_over_batch_size"` if not given. */
  readonly reduction?: Reduction | null;
  /** The element type in which it is computed, which is always `"float32"`. */
  readonly dtype?: "float32" | null;
}

/** The options that `LossOptions` names. */
export const LOSS_OPTIONS: readonly string[] = [
  "name",
  "reduction",
  "dtype",
];

/**
 * How far predictions are from what they should be. Derive from it for one of your own, or pass a function of targets
 * and predictions wherever a loss is meant.
 */
export abstract class Loss {
  /** Its name. */
  readonly name: string;
  /** How the losses of the samples become one; `null` like `"none"`. */
  readonly reduction: Reduction | null;

  /**
   * Sets name and reduction.
   *
   * @throws {ValueError} if the name is no string, there is no such reduction, or the element type is another than `"float32"`.
   */
  constructor(name: string, options: LossOptions = {}) {
    const owner = new.target.name;
    this.name = toName(owner, options.name, name);
    const { reduction = "sum_over_batch_size" } = options;
    toDType(owner, options.dtype);
    this.reduction = reduction === null
      ? null
      : checkOneOf(owner, "reduction", reduction, REDUCTIONS);
  }

  /** The loss of each sample: of shape [batch, ...], the last axis gone. */
  abstract perSample(yTrue: Tensor, yPred: Tensor): Tensor;

  /**
   * The loss: the losses of the samples weighted, if there are weights of a shape that broadcasts with theirs, and reduced.
   * One weight for each image is of shape [batch, 1, 1].
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
    const [t, p, weight = null] = toTensors(this.name, inputs);
    const losses = this.perSample(t, p);
    checkResult(this.name, losses);
    if (weight) {
      const [each, weights] = toSameRank(losses, weight);
      checkWeight(`compute ${this.name}`, weights.shape, each.shape);
    }
    const mask = this.maskOf(losses, t);
    const reduction = this.reduction ?? "none";
    const masked = mask ? applyMask(mask, weight, reduction) : weight;
    return reduceLosses(losses, masked, reduction);
  }

  /** 1 for the losses that count and 0 for those that do not; `null` where all of them do. */
  protected maskOf(_losses: Tensor, _yTrue: Tensor): Tensor | null {
    return null;
  }

  /** Keras's arguments, from which `fromConfig` makes the same loss. */
  getConfig(): Config {
    return { name: this.name, reduction: this.reduction };
  }

  /** Makes a loss from Keras's arguments. */
  static fromConfig<T>(this: new (options: never) => T, config: Config): T {
    return new this(optionsOf(config) as never);
  }
}

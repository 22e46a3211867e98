/** The base of the cross-entropies between targets and predictions of one shape. */

import type { AnySchema, Schema } from "../../config/schema.ts";
import { Loss, type LossOptions } from "./loss.ts";
import { CROSSENTROPY, type CrossentropyOptions } from "./rows.ts";

/**
 * A cross-entropy of probabilities or logits, over an axis.
 * @category Losses
 */
export abstract class CrossentropyLoss<
  Options extends LossOptions & CrossentropyOptions =
    & LossOptions
    & CrossentropyOptions,
> extends Loss<Options> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = CROSSENTROPY satisfies Schema<
    CrossentropyOptions
  >;
  /** Whether predictions are logits. */
  declare readonly fromLogits: boolean;
  /** How far targets are moved towards the same share for each class, which of two is 1/2. */
  declare readonly labelSmoothing: number;
  /** The axis over which it is folded. */
  declare readonly axis: number;
}

/** The layer of Keras that penalises what goes through it. */

import type { Tensor } from "../../autograd/tensor.ts";
import { settled } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { L1L2 } from "../../variables/regularizers/l1_l2.ts";
import { factor } from "../../variables/regularizers/regularizer.ts";
import { ElementwiseLayer } from "../elementwise_layer.ts";
import type { LayerOptions } from "../layer_options.ts";

/**
 * The options of ActivityRegularization: Keras's.
 * @category Regularization layers
 */
export interface ActivityRegularizationOptions
  extends Omit<LayerOptions, "activityRegularizer"> {
  /** The factor of the absolute values; 0 if not given. */
  readonly l1?: number;
  /** The factor of the squares; 0 if not given. */
  readonly l2?: number;
}

/**
 * Keras's ActivityRegularization: its input, of any shape, as it is; `losses` has its penalty, `l1` times the sum of the
 * absolute values and `l2` times that of the squares, divided by the size of the batch.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.ActivityRegularization({ l2: 0.5 });
 * layer.apply(dg.tensor([[3, 4], [0, 1]]));
 * assertEquals(await layer.losses[0].item(), 6.5);
 * ```
 *
 * @category Regularization layers
 */
export class ActivityRegularization
  extends ElementwiseLayer<ActivityRegularizationOptions, ["l1", "l2"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["l1", "l2"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    l1: factor(0),
    l2: factor(0),
    activityRegularizer: settled(null),
  } satisfies Schema<
    ActivityRegularizationOptions & LayerOptions,
    LayerOptions
  >;
  /** The factor of the absolute values. */
  declare readonly l1: number;
  /** The factor of the squares. */
  declare readonly l2: number;
  /** The penalty. */
  declare readonly activityRegularizer: L1L2;

  /** Makes the penalty of its factors. */
  protected override checkOptions(): void {
    const { l1, l2 } = this;
    Object.assign(this, { activityRegularizer: new L1L2({ l1, l2 }) });
  }

  /** The input. */
  override call(x: Tensor): Tensor {
    return x;
  }
}

/** The means of the hinge losses. */

import type { Tensor } from "../../autograd/tensor.ts";
import {
  categoricalHinge,
  hinge,
  squaredHinge,
} from "../losses/hinge_losses.ts";
import { LossMetric } from "./reduction_metrics.ts";

/**
 * The mean categorical hinge loss.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.CategoricalHinge();
 * metric.updateState(dg.tensor([[0, 1]]), dg.tensor([[0.25, 0.75]]));
 * assertAlmostEquals(await metric.result().item(), 0.5, 1e-5);
 * ```
 *
 * @category Metrics
 */
export class CategoricalHinge extends LossMetric {
  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return categoricalHinge(yTrue, yPred);
  }
}

/**
 * The mean hinge loss.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.Hinge();
 * metric.updateState(dg.tensor([[1, -1]]), dg.tensor([[0.5, -2]]));
 * assertAlmostEquals(await metric.result().item(), 0.25, 1e-5);
 * ```
 *
 * @category Metrics
 */
export class Hinge extends LossMetric {
  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return hinge(yTrue, yPred);
  }
}

/**
 * The mean squared hinge loss.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.SquaredHinge();
 * metric.updateState(dg.tensor([[1, -1]]), dg.tensor([[0.5, -2]]));
 * assertAlmostEquals(await metric.result().item(), 0.125, 1e-5);
 * ```
 *
 * @category Metrics
 */
export class SquaredHinge extends LossMetric {
  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return squaredHinge(yTrue, yPred);
  }
}

/** A function where a loss is meant. */

import type { Tensor } from "../../autograd/tensor.ts";
import { Loss } from "./loss.ts";

/** From targets and predictions to the loss of each sample, or to one number. */
export type LossFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

/** The loss of a function, averaged over what it returns. */
export class FunctionLoss extends Loss {
  /** The function. */
  readonly function: LossFunction;

  /** Wraps a function. */
  constructor(f: LossFunction) {
    super(f.name || "loss");
    this.function = f;
  }

  /** Calls the function. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return this.function(yTrue, yPred);
  }
}

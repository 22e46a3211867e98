/** Optimizers that do something with a gradient before all of them are there. */

import type { GradientListener } from "../../autograd/pull_back.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { Variable } from "../../variables/variable.ts";

/**
 * What an optimizer may do while the backward pass goes on.
 * @category Optimizers
 */
export interface Listening {
  /**
   * What is to be told of the gradients of variables as the backward pass makes them, before `apply` is given them; nothing
   * if the optimizer waits for all.
   */
  gradientListener?(
    variables: readonly Variable[],
  ): GradientListener | undefined;

  /**
   * Resolves when `apply` may be given these gradients: an optimizer of several processes has read them from the device
   * then, if the processor does not reach its memory.
   */
  exchange?(
    gradients: readonly (Tensor | null)[],
    variables?: readonly Variable[] | null,
  ): Promise<void>;
}

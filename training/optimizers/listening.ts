/** Optimizers that do something with a gradient before all of them are there. */

import type { GradientListener } from "../../autograd/pull_back.ts";
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
}

/** Optimizers that do something before they are given all gradients. */

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
   * Is told the model whose variables it was built for, before each step: an optimizer of several processes has its other
   * weights begin alike, too.
   */
  beginWith?(model: { readonly weights: readonly Variable[] }): void;

  /**
   * Resolves when `apply` may be given these gradients: an optimizer of several processes has read them from the device
   * then, if the processor does not reach its memory.
   */
  exchange?(
    gradients: readonly (Tensor | null)[],
    variables?: readonly Variable[] | null,
  ): Promise<void>;
}

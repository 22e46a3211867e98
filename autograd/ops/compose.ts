/** Forwards made of other ops. */

import { scoped } from "../scope.ts";
import { noGrad } from "../tape.ts";
import type { Tensor } from "../tensor.ts";

/** A forward made of other ops, which are neither recorded nor kept. */
export function compose(forward: () => Tensor): Tensor {
  return scoped(() => noGrad(forward));
}

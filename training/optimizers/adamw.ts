/** AdamW. */

import { checkNumber } from "../../layers/options.ts";
import { Adam, type AdamOptions } from "./adam.ts";

/**
 * Adam whose weights decay by themselves rather than through the gradient: `weightDecay` is 0.004 if not given. The other
 * options are those of `Adam`.
 *
 * Loshchilov, Hutter: Decoupled weight decay regularization (ICLR 2019).
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const w = new dg.layers.Variable(dg.tensor([100]), { name: "w" });
 * const optimizer = new dg.optimizers.AdamW({ learningRate: 0.5, weightDecay: 0.1 });
 * optimizer.apply([dg.tensor([0])], [w]); // nothing to learn, but 5 % decay
 * assertAlmostEquals(await w.value.item(), 95, 1e-4);
 * ```
 */
export class AdamW extends Adam {
  /**
   * Reads the options.
   *
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(options: AdamOptions = {}) {
    const { weightDecay = 0.004 } = options;
    super({
      ...options,
      weightDecay: checkNumber("AdamW", "weightDecay", weightDecay),
    });
  }
}

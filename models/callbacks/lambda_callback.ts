/** Functions as a callback. */

import {
  checkArgumentCount,
  checkFunction,
  checkOptions,
} from "../../config/options.ts";
import { Callback, type TrainedModel } from "./callback.ts";

/**
 * The hooks that functions can be given for.
 * @category Callbacks
 */
export type Hooks = Partial<
  Pick<Callback, Extract<keyof Callback, `on${string}`>>
>;

const HOOKS: readonly string[] = Object.getOwnPropertyNames(Callback.prototype)
  .filter((name) => name.startsWith("on"));

/**
 * Keras's LambdaCallback: a callback of functions, under the names of the hooks.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const epochs: number[] = [];
 * const callback = new dg.callbacks.LambdaCallback({
 *   onEpochEnd: (epoch) => void epochs.push(epoch),
 * });
 * const model = new dg.Sequential([new dg.layers.Dense({ units: 1 })]);
 * model.compile({ optimizer: "sgd", loss: "mse" });
 * await model.fit(dg.ones([4, 2]), dg.ones([4, 1]), {
 *   epochs: 2,
 *   callbacks: [callback],
 *   verbose: 0,
 * });
 * assertEquals(epochs, [0, 1]);
 * ```
 *
 * @category Callbacks
 */
export class LambdaCallback extends Callback<TrainedModel> {
  /** The name of this class, in bundles too. */
  static override readonly name: string = "LambdaCallback";
  /**
   * Takes the functions.
   *
   * @throws {TypeError} if there is one for no hook, or one is no function.
   */
  constructor(options: Hooks = {}) {
    super();
    const action = "make LambdaCallback";
    checkArgumentCount(action, arguments, 1);
    checkOptions(action, options, HOOKS);
    for (const [name, hook] of Object.entries(options)) {
      checkFunction(action, hook, `${name} to be a function`);
    }
    Object.assign(this, options);
  }
}

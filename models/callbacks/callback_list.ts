/** Several callbacks, told in turn. */

import {
  Callback,
  type CallbackParams,
  type TrainedModel,
} from "./callback.ts";
import { quote } from "../../config/errors.ts";

/** The names of the hooks. */
type Hook = Extract<keyof Callback, `on${string}`>;

/** Tells all callbacks of a training what happens, one after the other. */
export class CallbackList {
  readonly #callbacks: readonly Callback[];

  /**
   * Joins callbacks, and tells them the model and what is to be done.
   *
   * @throws {TypeError} if one is no callback.
   */
  constructor(
    callbacks: readonly Callback[],
    model: TrainedModel,
    params: CallbackParams,
  ) {
    for (const callback of callbacks) {
      if (callback instanceof Callback) continue;
      throw new TypeError(
        `Cannot use callbacks: expected objects of classes that derive from Callback, received ${
          quote(callback)
        }`,
      );
    }
    this.#callbacks = callbacks;
    for (const callback of callbacks) {
      callback.setModel(model);
      callback.setParams(params);
    }
  }

  /** Whether any of them asks to be told. */
  hears(hook: Hook): boolean {
    return this.#callbacks.some((one) =>
      one[hook] !== Callback.prototype[hook]
    );
  }

  /** Tells those who ask. */
  async tell<Name extends Hook>(
    hook: Name,
    ...about: Parameters<Callback[Name]>
  ): Promise<void> {
    for (const callback of this.#callbacks) {
      if (callback[hook] === Callback.prototype[hook]) continue;
      await Reflect.apply(callback[hook], callback, about);
    }
  }
}

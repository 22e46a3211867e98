/** Several callbacks, told in turn. */

import {
  Callback,
  type CallbackParams,
  type TrainedModel,
} from "./callback.ts";
import { quote } from "../../config/errors.ts";

/** The names of the hooks. */
export type Hook = Extract<keyof Callback, `on${string}`>;

/** What is being told, and to whom. */
export interface Telling {
  readonly hook: Hook;
  readonly about: readonly unknown[];
  /** Which callback is told now: those before it know, those after it do not yet. */
  readonly index: number;
}

/** Tells all callbacks of a training what happens, one after the other. */
export class CallbackList {
  /** The callbacks. */
  readonly all: readonly Callback[];
  #telling: Telling | null = null;

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
    this.all = callbacks;
    for (const callback of callbacks) {
      callback.setModel(model);
      callback.setParams(params);
    }
  }

  /** Whether any of them asks to be told. */
  hears(hook: Hook): boolean {
    return this.all.some((one) => one[hook] !== Callback.prototype[hook]);
  }

  /** What is being told; `null` when nothing is. */
  get telling(): Telling | null {
    return this.#telling;
  }

  /** Tells those who ask. */
  tell<Name extends Hook>(
    hook: Name,
    ...about: Parameters<Callback[Name]>
  ): Promise<void> {
    return this.tellFrom(0, hook, ...about);
  }

  /** Tells those who ask, from one of them on. */
  async tellFrom<Name extends Hook>(
    first: number,
    hook: Name,
    ...about: Parameters<Callback[Name]>
  ): Promise<void> {
    try {
      for (const [index, callback] of this.all.entries()) {
        if (index < first) continue;
        if (callback[hook] === Callback.prototype[hook]) continue;
        this.#telling = { hook, about, index };
        const told: unknown = Reflect.apply(callback[hook], callback, about);
        // What comes while it is waited for may be the callback's own; what comes later is not.
        if (typeof Object(told).then !== "function") this.#telling = null;
        await told;
      }
    } finally {
      this.#telling = null;
    }
  }
}

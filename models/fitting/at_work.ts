/** What gathers in the metrics of a model: a training or an evaluation at a time, but for those that callbacks begin in it. */

import { ValueError } from "../../config/errors.ts";
import type { CallbackList } from "../callbacks/callback_list.ts";
import type { Stepping } from "./stepping.ts";

/** What goes on with a model. */
const works = new WeakMap<object, Set<Work>>();

/** A training or an evaluation, from its making to its disposal. */
export class Work implements Disposable {
  readonly #model: Stepping;
  readonly #callbacks: CallbackList;
  /** Whether weights change meanwhile. */
  readonly #isTraining: boolean;

  /**
   * Begins.
   *
   * @throws {ValueError} if another goes on, and is not waiting for a callback.
   */
  constructor(
    action: string,
    model: Stepping,
    { callbacks, isTraining }: {
      readonly callbacks: CallbackList;
      readonly isTraining: boolean;
    },
  ) {
    checkFree(action, model);
    this.#model = model;
    this.#callbacks = callbacks;
    this.#isTraining = isTraining;
    if (!works.has(model)) works.set(model, new Set());
    works.get(model)!.add(this);
  }

  /** Whether it waits for a callback, which may do what it likes with the model. */
  get isWaiting(): boolean {
    return this.#callbacks.telling !== null;
  }

  /** Whether it trains. */
  get isTraining(): boolean {
    return this.#isTraining;
  }

  /** What errors call it. */
  toString(): string {
    return this.#isTraining ? "training" : "evaluation";
  }

  /**
   * Holds it to be alone when it goes on.
   *
   * @throws {ValueError} if there is still what a callback began, or what was begun while it waited for one.
   */
  checkAlone(action: string): void {
    const other = [...works.get(this.#model)!].find((one) => one !== this);
    if (!other) return;
    throw new ValueError(
      `Cannot ${action}: expected nothing beside it but what callbacks wait for, received an ${other} that goes on (await fit, and evaluate in callbacks)`,
    );
  }

  /** It is over. */
  [Symbol.dispose](): void {
    works.get(this.#model)!.delete(this);
  }
}

/**
 * Refuses what would gather in the metrics, too.
 *
 * @throws {ValueError} if a training or an evaluation goes on, and is not waiting for a callback.
 */
export function checkFree(action: string, model: Stepping): void {
  const other = busy(model).at(0);
  if (!other) return;
  throw new ValueError(
    `Cannot ${action}: expected the ${other} before to have ended, received another call while it goes on (await ${
      other.isTraining ? "fit" : "evaluate"
    })`,
  );
}

/**
 * Refuses what would read some weights of one step and some of the next.
 *
 * @throws {ValueError} if a training goes on, and is not waiting for a callback.
 */
export function checkStill(action: string, model: Stepping): void {
  if (!busy(model).some((one) => one.isTraining)) return;
  throw new ValueError(
    `Cannot ${action}: expected the training before to have ended, received another call while it goes on (await fit; apply and predictOnBatch take the weights as they are)`,
  );
}

function busy(model: Stepping): Work[] {
  return [...works.get(model) ?? []].filter((one) => !one.isWaiting);
}

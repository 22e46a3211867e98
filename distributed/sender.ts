/** The gradients of one step after the other, on their way to the other processes. */

import type { Tensor } from "../autograd/tensor.ts";
import { ValueError } from "../config/errors.ts";
import type { Update } from "../training/optimizers/step/update.ts";
import type { Variable } from "../variables/variable.ts";
import type { Accumulation } from "./accumulation.ts";
import { Buckets } from "./buckets.ts";
import type { Communicator } from "./communicator.ts";

/** Sends gradients, together with what is accumulated, and gives their means. */
export class Sender implements Disposable {
  readonly #accumulation: Accumulation;
  /** Gradients that have been sent, or are about to be, before their means are asked for. */
  #sent: Buckets | null = null;
  /** Whether some of them are being read. */
  #isLeaving = false;
  /** Of how many steps all have come. */
  #steps = 0;

  /** Has sent nothing yet. */
  constructor(accumulation: Accumulation) {
    this.#accumulation = accumulation;
  }

  /**
   * Refuses a step before the last one has left: the gradients of two would be mixed.
   *
   * @throws {ValueError} if it has not.
   */
  checkLeft(): void {
    if (!this.#isLeaving) return;
    throw new ValueError(
      "Cannot exchange gradients: expected those before to have left, received others (await each exchange, and each step)",
    );
  }

  /** What gradients of trained variables may be added to, as they are made. */
  open(others: Communicator, trained: readonly Variable[]): Buckets {
    const accumulation = this.#accumulation, { kept } = accumulation;
    const sent = (variable: Variable, gradient: Tensor) =>
      accumulation.joined(gradient, kept.get(variable));
    const step = this.#steps + 1;
    return this.#sent = new Buckets(others, { step, trained, sent });
  }

  /** Sends those that have not been sent; the backward pass makes those of the last layers first. */
  sendAll(
    others: Communicator,
    trained: readonly Variable[],
    updates: readonly Update[],
  ): Buckets {
    const sent = this.#sent ?? this.open(others, trained);
    for (const { variable, gradient } of updates.toReversed()) {
      sent.add(variable, gradient);
    }
    return sent;
  }

  /** Sends, and resolves when all have left; meanwhile no other step may begin. */
  async leave(send: () => Promise<Buckets | null>): Promise<void> {
    this.checkLeft();
    this.#isLeaving = true;
    try {
      await (await send())?.leave();
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    } finally {
      this.#isLeaving = false;
    }
  }

  /** The means over all processes. */
  means(
    others: Communicator,
    trained: readonly Variable[],
    updates: readonly Update[],
  ): ReadonlyMap<Variable, Tensor> {
    try {
      const means = this.sendAll(others, trained, updates).means();
      this.#steps++;
      return means;
    } finally {
      this[Symbol.dispose]();
    }
  }

  /** Forgets what has been sent. */
  [Symbol.dispose](): void {
    this.#sent?.[Symbol.dispose]();
    this.#sent = null;
  }
}

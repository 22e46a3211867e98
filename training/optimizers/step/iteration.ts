/** How many steps have been made, some of which a loss scale may have skipped. */

import { add, x, y } from "../../../autograd/formula.ts";
import { elementwise } from "../../../autograd/ops/elementwise_op.ts";
import type { Backend } from "../../../backends/backend.ts";
import { Tensor } from "../../../autograd/tensor.ts";
import { noteChange } from "../../../autograd/transaction.ts";
import { Variable } from "../../../variables/variable.ts";
import type { NumberSource } from "./number_variable.ts";

const counted = add(x, y);

/**
 * Counts steps. Whether a guarded one was made only the device knows at first: then the count is between `least` and
 * `most`, which come together once the device has been heard.
 */
export class Iteration implements NumberSource, Disposable {
  /** The last part of the path of its variable. */
  readonly name = "iteration";
  /** What it has to be. */
  readonly expected = "an integer, 0 or more";
  #least = 0;
  #most = 0;
  #made: Variable | null = null;
  #asking = false;
  #untold: unknown;

  /** At least so many have been made. */
  get least(): number {
    return this.#least;
  }

  /** At most so many have been made. */
  get most(): number {
    return this.#most;
  }

  /** The count, in a tensor if only the device knows it. */
  get(): number | Tensor {
    return this.#made && this.#least < this.#most
      ? this.#made.value
      : this.#most;
  }

  /** The count, once the device has said it. */
  async read(): Promise<number> {
    this.#tell();
    return this.#made ? (await this.#made.value.read())[0] : this.#most;
  }

  /** Begins to count from another number. */
  set(count: number): void {
    this[Symbol.dispose]();
    this.#least = this.#most = count;
  }

  /** Counts a step made on a backend, with a guard only if it is 1 and not 0. */
  advance(backend: Backend, guard: Tensor | null): void {
    this.#tell();
    if (guard && !this.#made) this.#begin(backend);
    this.#made?.assign(elementwise(counted, [this.#made, guard ?? 1]));
    const made = this.#made, least = guard ? 0 : 1;
    this.#most++;
    this.#least += least;
    noteChange(backend, {
      kept: () => {
        if (guard && made && made === this.#made) this.#ask(made);
      },
      undone: () => {
        this.#most--;
        this.#least -= least;
      },
    });
  }

  /** Lets the device count too. */
  #begin(backend: Backend): void {
    const now = Tensor.from(backend, [this.#most], []);
    this.#made = new Variable(now, { name: "iteration", trainable: false });
    noteChange(backend, { undone: () => this[Symbol.dispose]() });
  }

  /** Narrows the bounds down when the device answers; what is computed is the same before and after. */
  #ask(made: Variable): void {
    if (this.#asking) return;
    this.#asking = true;
    const asked = this.#most;
    const settle = (count: number): void => {
      this.#asking = false;
      if (this.#made !== made) return;
      this.#least = Math.max(this.#least, count);
      this.#most -= asked - count;
      if (this.#least < this.#most) this.#ask(made);
    };
    // Nobody waits for this: who comes next is told.
    made.value.read().then(
      ([count]) => settle(count),
      (error) => {
        this.#asking = false;
        this.#untold = error;
      },
    );
  }

  /** Throws what a device had to say when nobody was there to hear it. */
  #tell(): void {
    const error = this.#untold;
    this.#untold = undefined;
    if (error !== undefined) throw error;
  }

  /** Frees what it keeps on the device. */
  [Symbol.dispose](): void {
    this.#untold = undefined;
    this.#made?.[Symbol.dispose]();
    this.#made = null;
  }
}

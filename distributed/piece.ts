/** Some gradients that travel together: in the memory of the processor where they lie there, else as they are read. */

import type { Backend } from "../backends/backend.ts";
import { Tensor } from "../autograd/tensor.ts";
import { ValueError } from "../config/errors.ts";
import type { Variable } from "../variables/variable.ts";
import type { Communicator, Pending } from "./communicator.ts";
import { copyOf, elementsNow, type HostElements } from "./elements.ts";

/** A piece that is on its way, or about to be read. */
export class Piece implements Disposable {
  /** What it is made of, in this order. */
  readonly gradients: ReadonlyMap<Variable, Tensor>;
  readonly #backend: Backend;
  readonly #what: string;
  /** The gradients one after the other, where MPI reaches them: they lie still until they have come. */
  readonly #numbers: Tensor | null = null;
  #reading: Promise<HostElements> | null = null;
  /** What was read. */
  #elements: HostElements | null = null;
  #pending: Pending | null = null;

  /** Sends `numbers`, or begins to read them; all processes have to say the same of it, which is the `call`. */
  constructor(
    others: Communicator,
    gradients: ReadonlyMap<Variable, Tensor>,
    numbers: Tensor,
    call: string,
  ) {
    this.gradients = gradients;
    this.#backend = numbers.backend;
    this.#what = call;
    const elements = elementsNow(numbers);
    if (elements) {
      this.#pending = others.allReduce(this.#what, elements, "sum");
      this.#numbers = numbers.retain();
    } else {
      this.#reading = numbers.read();
      // Who waits for it hears of an error; a step that has failed otherwise waits for nothing.
      this.#reading.catch(() => {});
    }
  }

  /** Sends what has to be read, once it has been. */
  async leave(others: Communicator): Promise<void> {
    if (!this.#reading || this.#elements) return;
    const elements = copyOf(await this.#reading);
    // Nobody would hold what MPI writes to if it was disposed of meanwhile.
    if (!this.#reading) return;
    this.#elements = elements;
    this.#pending = others.allReduce(this.#what, this.#elements, "sum");
  }

  /**
   * The sum over all processes, once it has come; to be asked for once.
   *
   * @throws {ValueError} if it has not left.
   */
  sum(): Tensor {
    if (!this.#pending) throw notExchanged(this.#backend.name);
    this.#end();
    if (this.#numbers) return this.#numbers;
    const elements = this.#elements!;
    return Tensor.from(this.#backend, elements, [elements.length]);
  }

  #end(): void {
    const pending = this.#pending;
    this.#pending = null;
    pending?.end();
  }

  /** Frees it, once it is on its way no more. */
  [Symbol.dispose](): void {
    try {
      this.#end();
    } catch {
      // The step has failed; who waited for it was told.
    }
    this.#numbers?.[Symbol.dispose]();
    this.#reading = null;
  }
}

/** Where gradients have to be read, somebody has to wait for that. */
export function notExchanged(backend: string): ValueError {
  return new ValueError(
    `Cannot apply gradients: expected gradients on ${backend} to be exchanged before, as fit does and minimizeAsync of a Trainer, or after await optimizer.exchange(gradients, variables), received others`,
  );
}

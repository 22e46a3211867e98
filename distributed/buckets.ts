/** Gradients joined with those of the other processes, in pieces that are worth a message. */

import { contiguous, sizeOf } from "../backends/view.ts";
import { mul } from "../autograd/ops/elementwise.ts";
import { reshape } from "../autograd/ops/reshape.ts";
import { concat } from "../autograd/ops/slice.ts";
import { Scope } from "../autograd/scope.ts";
import { noGrad } from "../autograd/tape.ts";
import type { Tensor } from "../autograd/tensor.ts";
import type { Variable } from "../variables/variable.ts";
import type { Communicator, Pending } from "./communicator.ts";
import { hostElements } from "./elements.ts";

/** Bytes of a piece: large enough for the rate of the network, and small enough that the first one travels early. */
const BYTES = 25 * 2 ** 20;

/** What is sent of a gradient, and of which one. */
interface Part {
  readonly gradient: Tensor;
  /** Computes what is sent. */
  readonly sent: () => Tensor;
}

/** A piece that is on its way. */
interface Bucket {
  readonly gradients: ReadonlyMap<Variable, Tensor>;
  /** One after the other; it lies still until it has come. */
  readonly numbers: Tensor;
  readonly pending: Pending;
}

/** The gradients of one step on their way: pieces leave as soon as they are full, while others are still made. */
export class Buckets implements Disposable {
  readonly #others: Communicator;
  readonly #buckets: Bucket[] = [];
  readonly #known = new Map<Variable, Tensor>();
  #open = new Map<Variable, Part>();
  #bytes = 0;

  /** Sends to the other processes. */
  constructor(others: Communicator) {
    this.#others = others;
  }

  /** Whether this gradient of a variable has been added. */
  has(variable: Variable, gradient: Tensor): boolean {
    return this.#known.get(variable) === gradient;
  }

  /** Adds the gradient of a variable, for which `sent` computes what is sent; it has to live until `means`. */
  add(variable: Variable, gradient: Tensor, sent: () => Tensor): void {
    this.#known.set(variable, gradient);
    if (gradient.size === 0) return;
    const { elementBytes = 4 } = gradient.backend.traits ?? {};
    this.#open.set(variable, { gradient, sent });
    this.#bytes += elementBytes * gradient.size;
    if (this.#bytes >= BYTES) this.#send();
  }

  /** The mean over all processes of what was sent for each variable; those without elements are not among them. */
  means(): Map<Variable, Tensor> {
    if (this.#open.size > 0) this.#send();
    const means = new Map<Variable, Tensor>();
    for (let next; (next = this.#buckets.shift());) {
      const { gradients, numbers, pending } = next;
      pending.end();
      let offset = 0;
      for (const [variable, { shape }] of gradients) {
        const sum = numbers.through(contiguous(shape, offset));
        means.set(variable, mul(sum, 1 / this.#others.size));
        offset += sizeOf(shape);
      }
      numbers[Symbol.dispose]();
    }
    return means;
  }

  #send(): void {
    using _scope = new Scope();
    const parts = this.#open;
    this.#open = new Map();
    this.#bytes = 0;
    const numbers = noGrad(() =>
      concat([...parts.values()].map(({ sent }) => reshape(sent(), [-1])), 0)
    );
    const elements = hostElements("average gradients", numbers);
    const count = this.#buckets.length + 1;
    const pending = this.#others.allReduce(
      `average ${parts.size} gradients of ${elements.length} numbers (piece ${count})`,
      elements,
      "sum",
    );
    const gradients = new Map(
      [...parts].map(([variable, { gradient }]) => [variable, gradient]),
    );
    this.#buckets.push({ gradients, numbers: numbers.retain(), pending });
  }

  /** Frees what has been sent, once it is on its way no more. */
  [Symbol.dispose](): void {
    for (const { numbers, pending } of this.#buckets.splice(0)) {
      try {
        pending.end();
      } catch {
        // The step has failed; who waited for it was told.
      }
      numbers[Symbol.dispose]();
    }
  }
}

/** What a metric remembers between batches. */

import { zeros } from "../../autograd/create.ts";
import { add } from "../../autograd/ops/elementwise.ts";
import { outsideScopes } from "../../autograd/scope.ts";
import type { Tensor } from "../../autograd/tensor.ts";

/** A sum that outlives scopes: nothing is read, so adding to it waits for no device. */
export class State {
  #total: Tensor | null = null;

  /** Adds a tensor, always of one shape. */
  add(part: Tensor): void {
    const old = this.#total;
    this.#total = old ? outsideScopes(() => add(old, part)) : part.retain();
    old?.[Symbol.dispose]();
  }

  /** The sum, as a tensor of the caller's; zeros of this shape if nothing was added. */
  read(shape: readonly number[] = []): Tensor {
    const total = this.#total;
    return total ? total.through(total.view) : zeros(shape);
  }

  /** Back to nothing, giving up the memory. */
  reset(): void {
    this.#total?.[Symbol.dispose]();
    this.#total = null;
  }
}

/** Where a variable's tensor lies, and who frees it when the variable is forgotten. */

import { LEFT_SCOPES } from "../autograd/scope.ts";
import { HELD } from "../autograd/storage.ts";
import type { Tensor } from "../autograd/tensor.ts";

/** Of variables: what they held is, from then on, in the net of all tensors, for somebody may have read it. */
const forgotten = new FinalizationRegistry<Cell>((cell) => cell.letGo());

/**
 * A place for one tensor after the other. The garbage collector is told of the variable alone, once: a training step puts
 * another tensor into each.
 */
export class Cell {
  #tensor: Tensor | null = null;

  /** An empty one. It must not know its variable, which would never be forgotten. */
  constructor(variable: object) {
    forgotten.register(variable, this);
  }

  /** What is in it. */
  get tensor(): Tensor | null {
    return this.#tensor;
  }

  /** Puts a tensor in; whoever takes the one before out has to free it. */
  put(tensor: Tensor | null): void {
    if (this.#tensor) this.#tensor[HELD]--;
    this.#tensor = tensor;
    if (tensor) tensor[HELD]++;
  }

  /** Leaves what is in it to the net. */
  letGo(): void {
    if (!this.#tensor) return;
    this.#tensor[HELD]--;
    this.#tensor[LEFT_SCOPES]();
  }
}

/** Gradients that an optimizer accumulates before it makes an update, of which each process has those of its own share. */

import { zerosLike } from "../autograd/grad.ts";
import { add, mul } from "../autograd/ops/elementwise.ts";
import type { Tensor } from "../autograd/tensor.ts";
import type { Optimizer } from "../training/optimizers/mod.ts";
import { ACCUMULATOR, Slot } from "../training/optimizers/step/slots.ts";
import type { Variable } from "../variables/variable.ts";

/** What an optimizer accumulates, so that it is sent once an update and not once a step. */
export class Accumulation {
  readonly #optimizer: Optimizer;

  /** Looks at an optimizer, which may accumulate nothing. */
  constructor(optimizer: Optimizer) {
    this.#optimizer = optimizer;
  }

  /** Whether the gradients of the next step are kept for a later one. */
  get waits(): boolean {
    const { gradientAccumulationSteps: steps, accumulatedSteps } =
      this.#optimizer;
    return steps !== null && accumulatedSteps + 1 < steps;
  }

  /** What is kept, by the variable that it belongs to; it differs from process to process. */
  get kept(): ReadonlyMap<Variable, Variable> {
    const { gradientAccumulationSteps: steps, variables } = this.#optimizer;
    // What an optimizer inside this one accumulates is of all processes: a loss scale has them agree on each step.
    if (steps === null) return new Map();
    return new Map(
      variables.flatMap((slot) =>
        slot instanceof Slot && slot.kind === ACCUMULATOR
          ? [[slot.of, slot]]
          : []
      ),
    );
  }

  /** A gradient together with what is kept, which is without the loss scale already. */
  joined(gradient: Tensor, kept: Variable | undefined): Tensor {
    if (!kept) return gradient;
    const { lossScaleFactor: scale } = this.#optimizer;
    return add(gradient, scale === null ? kept : mul(kept, scale));
  }

  /** Forgets what is kept: it has gone into what the optimizer is given. */
  clear(): void {
    for (const kept of this.kept.values()) kept.assign(zerosLike(kept.value));
  }
}

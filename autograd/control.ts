/** What stands between a computation and its recording: `stopGradient` and `customGradient`. */

import { alias } from "./grad.ts";
import { type TensorLike, toTensor, toTensors } from "./op.ts";
import { Scope } from "./scope.ts";
import { noGrad, recordingTapes } from "./tape.ts";
import type { Tensor } from "./tensor.ts";

/**
 * The same elements as a constant: no gradient passes.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const f = (x: dg.Tensor) => dg.mul(x, dg.stopGradient(x));
 * assertEquals(await dg.grad(f)(dg.tensor(3)).item(), 3);
 * ```
 */
export function stopGradient(x: TensorLike): Tensor {
  return noGrad(() => alias(toTensor("stopGradient", x)));
}

/** A value, and how to pull its cotangent back to each input. */
export interface CustomGradient {
  /** What the function returns. */
  readonly value: Tensor;
  /** From the value's cotangent to one gradient for each input, `null` for none. */
  readonly gradient: (cotangent: Tensor) => readonly (Tensor | null)[];
}

/**
 * A function whose gradient its author writes. What `f` makes lives as long as the tape needs it; `gradient` is written
 * in ops, so that it can be differentiated again.
 *
 * @throws {TypeError} in the backward pass, if `gradient` does not give one entry for each input.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * // The identity, with the gradient turned round: as domain-adversarial training needs it.
 * const reverse = dg.customGradient((x) => ({
 *   value: dg.mul(x, 1),
 *   gradient: (cotangent) => [dg.neg(cotangent)],
 * }));
 * const f = (x: dg.Tensor) => dg.square(reverse(x));
 * assertEquals(await dg.grad(f)(dg.tensor(3)).item(), -6);
 * ```
 */
export function customGradient(
  f: (...inputs: Tensor[]) => CustomGradient,
): (...inputs: TensorLike[]) => Tensor {
  return (...inputs) => {
    const tensors = toTensors("customGradient", inputs);
    const scope = new Scope();
    try {
      const { value, gradient } = noGrad(() => f(...tensors));
      // A fresh tensor, so that a function may return its own input.
      const output = scope.keep(noGrad(() => alias(value)));
      const tapes = recordingTapes().filter((tape) =>
        tensors.some((tensor) => tape.depends(tensor))
      );
      if (tapes.length === 0) return output;
      const made = scope.release() as Tensor[];
      for (const tape of tapes) {
        tape.record({
          name: "customGradient",
          inputs: tensors,
          output,
          residuals: made.map((tensor) => tensor.retain()),
          pullback: (cotangent) => checked(gradient(cotangent), tensors),
        });
      }
      for (const tensor of made) tensor[Symbol.dispose]();
      return output;
    } finally {
      scope[Symbol.dispose]();
    }
  };
}

function checked(
  gradients: readonly (Tensor | null)[],
  inputs: readonly Tensor[],
): readonly (Tensor | null)[] {
  if (gradients?.length === inputs.length) return gradients;
  throw new TypeError(
    `Cannot take a customGradient: expected ${inputs.length} gradients, one for each input, received ${
      gradients?.length ?? typeof gradients
    }`,
  );
}

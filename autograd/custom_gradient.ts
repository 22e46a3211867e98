/** Functions whose gradients their authors write. */

import { checkArgumentCount, checkFunction } from "../config/options.ts";
import { checkCotangent } from "./cotangent.ts";
import { type TensorLike, toTensors, typeName } from "./op.ts";
import { alias } from "./ops/alias.ts";
import { currentPlace } from "./place.ts";
import { Scope } from "./scope.ts";
import { keepResiduals, noGrad, recordingTapes } from "./tape.ts";
import { Tensor } from "./tensor.ts";

/**
 * A value, and how to pull its cotangent back to each input.
 * @category Autograd
 */
export interface CustomGradient {
  /** What the function returns. */
  readonly value: Tensor;
  /** From the value's cotangent to one gradient for each input, `null` for none. */
  readonly gradient: (cotangent: Tensor) => readonly (Tensor | null)[];
}

/**
 * A function whose gradient its author writes. What `f` takes and makes lives as long as the tape needs it; `gradient`
 * is written in ops, so that it can be differentiated again.
 *
 * @throws {TypeError} if `f` is no function, or does not return a value and a gradient; in the backward pass, if
 * `gradient` does not give one tensor, or `null`, for each input.
 * @throws {ShapeError} in the backward pass, if one of them has not its input's shape.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * // The identity, with the gradient turned round: as domain-adversarial training needs it.
 * const reverse = dg.customGradient((x) => ({
 *   value: x,
 *   gradient: (cotangent) => [cotangent.neg()],
 * }));
 * const f = (x: dg.Tensor) => reverse(x).square();
 * assertEquals(await dg.grad(f)(dg.tensor(3)).item(), -6);
 * ```
 *
 * @category Autograd
 */
export function customGradient(
  f: (...inputs: Tensor[]) => CustomGradient,
): (...inputs: TensorLike[]) => Tensor {
  checkArgumentCount("make a customGradient", arguments, 1);
  checkFunction("make a customGradient", f);
  return (...inputs) => {
    const tensors = toTensors("customGradient", inputs);
    const scope = new Scope();
    try {
      const { value, gradient } = resultOf(noGrad(() => f(...tensors)));
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
          outputs: [output],
          place: currentPlace(),
          // The inputs too, which the author's gradient reads as often as not.
          residuals: keepResiduals([...made, ...tensors]),
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

/** What the function gave, if it is what it should be. */
function resultOf(result: CustomGradient): CustomGradient {
  const { value, gradient } = result ?? {};
  if (value instanceof Tensor && typeof gradient === "function") return result;
  throw new TypeError(
    `Cannot compute customGradient: expected the function to return { value, gradient }, a tensor and a function, received ${
      typeName(result)
    }`,
  );
}

function checked(
  gradients: readonly (Tensor | null)[],
  inputs: readonly Tensor[],
): readonly (Tensor | null)[] {
  const isList = Array.isArray(gradients);
  if (!isList || gradients.length !== inputs.length) {
    throw new TypeError(
      `Cannot take a customGradient: expected ${inputs.length} gradients, one for each input, received ${
        isList ? gradients.length : typeName(gradients)
      }`,
    );
  }
  inputs.forEach((input, i) => {
    const gradient = gradients[i];
    if (gradient === null) return;
    checkCotangent("take a customGradient", `gradient ${i}`, gradient, input);
  });
  return gradients;
}

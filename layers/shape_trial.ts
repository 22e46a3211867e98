/** What shape a layer's output has, found by trying. */

import { zeros } from "../autograd/create.ts";
import { Scope } from "../autograd/scope.ts";
import { noGrad } from "../autograd/tape.ts";
import type { Tensor } from "../autograd/tensor.ts";
import { knownSizes, type PartialShape } from "../variables/shapes.ts";
import { withTraining } from "../variables/training_phase.ts";

/**
 * The shape of what `call` makes of zeros of these shapes, with the batch of the first.
 *
 * @throws {ShapeError} if a size other than the batch is not known.
 */
export function tryShape(
  layer: object,
  shapes: readonly PartialShape[],
  call: (...inputs: [Tensor, ...Tensor[]]) => Tensor,
): PartialShape {
  using _ = new Scope();
  const [x, ...others] = shapes.map((shape) =>
    zeros([1, ...knownSizes(`compute the output shape of ${layer}`, shape)])
  );
  const output = noGrad(() => withTraining(false, () => call(x, ...others)));
  return [shapes[0][0], ...output.shape.slice(1)];
}

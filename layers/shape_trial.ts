/** The shape of a layer's output, found by trying. */

import { zeros } from "../autograd/create.ts";
import { Scope } from "../autograd/scope.ts";
import { noGrad } from "../autograd/tape.ts";
import type { Tensor } from "../autograd/tensor.ts";
import { inside } from "../variables/naming.ts";
import { knownSizes, type PartialShape } from "../variables/shapes.ts";
import { withTraining } from "../variables/training_phase.ts";

/** A layer that can be called. */
interface Callable {
  readonly name: string;
  call(x: Tensor, ...others: Tensor[]): Tensor;
}

/**
 * The shape of what a layer makes of zeros of these shapes, with the batch of the first.
 *
 * @throws {ShapeError} if a size other than the batch is not known.
 */
export function tryShape(
  layer: Callable,
  shapes: readonly PartialShape[],
): PartialShape {
  using _ = new Scope();
  const [x, ...others] = shapes.map((shape) =>
    zeros([1, ...knownSizes(`compute the output shape of ${layer}`, shape)])
  );
  const call = () => inside(layer, () => layer.call(x, ...others));
  const output = noGrad(() => withTraining(false, call));
  return [shapes[0][0], ...output.shape.slice(1)];
}

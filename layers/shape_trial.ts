/** The shapes of a layer's outputs, found by trying. */

import { zeros } from "../autograd/create.ts";
import { unobserved } from "../autograd/observer.ts";
import { inside } from "../autograd/place.ts";
import { Scope } from "../autograd/scope.ts";
import { noGrad } from "../autograd/tape.ts";
import { Tensor } from "../autograd/tensor.ts";
import { knownSizes, type PartialShape } from "../variables/shapes.ts";
import { withTraining } from "../variables/training_phase.ts";
import { type Callable, callLayer } from "./call_layer.ts";

/**
 * The shapes of what a layer makes of zeros of these shapes, with the batch of the first.
 *
 * @throws {ShapeError} if a size other than the batch is not known.
 */
export function tryShapes(
  layer: Callable,
  shapes: readonly PartialShape[],
): PartialShape[] {
  using _ = new Scope();
  const [x, ...others] = shapes.map((shape) =>
    zeros([1, ...knownSizes(`compute the output shape of ${layer}`, shape)])
  );
  const call = () =>
    inside(layer, () => callLayer(layer, [x, ...others], false));
  const output = unobserved(() => noGrad(() => withTraining(false, call)));
  const shapeOf = ({ shape }: Tensor) => [shapes[0][0], ...shape.slice(1)];
  return (output instanceof Tensor ? [output] : output).map(shapeOf);
}

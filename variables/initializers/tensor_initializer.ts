/** A tensor where an initializer is meant. */

import { ValueError } from "../../config/errors.ts";
import { sameShape, type Shape } from "../../backends/view.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { Config } from "../../config/serialization.ts";
import { Initializer } from "./initializer.ts";
import { checkWeightShape } from "./weight_shape.ts";

/** Gives a weight the values of a tensor. */
export class TensorInitializer extends Initializer {
  /** The values. */
  readonly tensor: Tensor;

  /** Takes the values, which must not be disposed before the weight is made. */
  constructor(tensor: Tensor) {
    super();
    this.tensor = tensor;
  }

  /**
   * The values, if they have this shape.
   *
   * @throws {ValueError} if they have not.
   */
  override call(shape: Shape): Tensor {
    checkWeightShape("a tensor", shape);
    if (!sameShape(shape, this.tensor.shape)) {
      throw new ValueError(
        `Cannot initialize with a tensor: expected shape [${
          shape.join(", ")
        }], received a tensor of shape [${this.tensor.shape.join(", ")}]`,
      );
    }
    return this.tensor.through(this.tensor.view);
  }

  /** Keras has no form for the elements of a tensor here. */
  override getConfig(): Config {
    throw new TypeError(
      "Cannot serialize initializer: expected one that has arguments, received a tensor",
    );
  }
}

/** Initializers that draw nothing. */

import { ValueError } from "../../config/errors.ts";
import type { Shape } from "../../backends/view.ts";
import { ones, tensor, zeros } from "../../autograd/create.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { Initializer } from "./initializer.ts";
import {
  checkNumber,
  checkOptions,
  type NoOptions,
} from "../../config/checks.ts";
import type { Config } from "../../config/serialization.ts";
import { checkWeightShape } from "./weight_shape.ts";

/** Fills a weight with 1. */
export class Ones extends Initializer {
  /** There is nothing to choose. */
  constructor(options: NoOptions = {}) {
    super();
    checkOptions("Ones", options, [], arguments);
  }

  /** Ones of this shape. */
  override call(shape: Shape): Tensor {
    return ones(shape);
  }
}

/** Fills a weight with 0. */
export class Zeros extends Initializer {
  /** There is nothing to choose. */
  constructor(options: NoOptions = {}) {
    super();
    checkOptions("Zeros", options, [], arguments);
  }

  /** Zeros of this shape. */
  override call(shape: Shape): Tensor {
    return zeros(shape);
  }
}

/** Fills a matrix with `gain` on its diagonal and 0 elsewhere. */
export class Identity extends Initializer {
  /** The value on the diagonal. */
  readonly gain: number;

  /** Sets the value on the diagonal, 1 if not given. */
  constructor(options: { readonly gain?: number } = {}) {
    super();
    checkOptions("Identity", options, ["gain"], arguments);
    this.gain = checkNumber("Identity", "gain", options.gain ?? 1);
  }

  /**
   * The matrix of this shape.
   *
   * @throws {ValueError} if the shape has not two axes.
   */
  override call(shape: Shape): Tensor {
    checkWeightShape("Identity", shape);
    if (shape.length !== 2) {
      throw new ValueError(
        `Cannot initialize with Identity: expected a shape of 2 axes, received [${
          shape.join(", ")
        }]`,
      );
    }
    const [rows, columns] = shape;
    const elements = new Float64Array(rows * columns);
    for (let i = 0; i < Math.min(rows, columns); i++) {
      elements[i * columns + i] = this.gain;
    }
    return tensor(elements, shape);
  }

  /** Keras's arguments; Keras leaves the gain out, so it is there only where it is not 1. */
  override getConfig(): Config {
    return this.gain === 1 ? {} : { gain: this.gain };
  }
}

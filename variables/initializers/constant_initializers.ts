/** Initializers that draw nothing. */

import { ShapeError, ValueError } from "../../config/errors.ts";
import { sameShape, type Shape } from "../../backends/view.ts";
import {
  full,
  type NestedArray,
  ones,
  tensor,
  zeros,
} from "../../autograd/create.ts";
import { broadcastTo } from "../../autograd/ops/broadcast.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { number } from "../../config/rows.ts";
import {
  type AnySchema,
  type Place,
  refuse,
  type Schema,
} from "../../config/schema.ts";
import type { Config } from "../../config/serialization.ts";
import { checkWeightShape, Initializer } from "./initializer.ts";

/**
 * Fills a weight with 1.
 * @category Initializers
 */
export class Ones extends Initializer {
  /** Ones of this shape. */
  override call(shape: Shape): Tensor {
    return ones(shape);
  }
}

/**
 * Fills a weight with 0.
 * @category Initializers
 */
export class Zeros extends Initializer {
  /** Zeros of this shape. */
  override call(shape: Shape): Tensor {
    return zeros(shape);
  }
}

/**
 * The option of `Constant`.
 * @category Initializers
 */
export interface ConstantOptions {
  /** The value, or an array of them that broadcasts to the weight's shape; 0 if not given. */
  readonly value?: NestedArray;
}

/**
 * Fills a weight with one value, or with those of an array, broadcast to its shape.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const initializer = new dg.initializers.Constant({ value: [1, 2] });
 * assertEquals([...await initializer.call([2, 2]).data()], [1, 2, 1, 2]);
 * ```
 *
 * @category Initializers
 */
export class Constant extends Initializer<ConstantOptions, ["value"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["value"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    value: {
      read: (value, place) => copyOf(value ?? 0, place),
      // Keras writes arrays of NumPy's, and tensors.
      revive: ({ class_name: name, config }) =>
        (name === "__numpy__" || name === "__tensor__") &&
          typeof config === "object"
          ? config?.value
          : { class_name: name, config },
    },
  } satisfies Schema<ConstantOptions>;
  /** The value, or an array of them. */
  declare readonly value: NestedArray;

  /**
   * The value in this shape.
   *
   * @throws {ShapeError} if an array of values does not broadcast to it.
   */
  override call(shape: Shape): Tensor {
    checkWeightShape("Constant", shape);
    if (typeof this.value === "number") return full(shape, this.value);
    const values = tensor(this.value);
    if (!fits(values.shape, shape)) {
      throw new ShapeError(
        `Cannot initialize with Constant: expected values that broadcast to shape [${
          shape.join(", ")
        }], received values of shape [${values.shape.join(", ")}]`,
        { expected: shape, actual: values.shape },
      );
    }
    return broadcastTo(values, shape);
  }
}

// More axes than any weight has.
const DEEPEST = 16;

/** A copy in plain arrays, which survive JSON. */
function copyOf(value: unknown, place: Place, depth = 0): NestedArray {
  const isList = Array.isArray(value) || ArrayBuffer.isView(value);
  if (!isList) return number().read(value, place);
  if (depth === DEEPEST || value instanceof DataView) {
    const expected = `a number or an array of at most ${DEEPEST} axes`;
    return refuse(place, expected, value);
  }
  return Array.from(
    value as ArrayLike<unknown>,
    (part) => copyOf(part, place, depth + 1),
  );
}

function fits(values: Shape, shape: Shape): boolean {
  if (values.length > shape.length) return false;
  const aligned = shape.slice(shape.length - values.length);
  return values.every((size, axis) => size === 1 || size === aligned[axis]);
}

/**
 * The option of `Identity`.
 * @category Initializers
 */
export interface IdentityOptions {
  /** The value on the diagonal; 1 if not given. */
  readonly gain?: number;
}

/**
 * Fills a matrix with `gain` on its diagonal and 0 elsewhere.
 * @category Initializers
 */
export class Identity extends Initializer<IdentityOptions, ["gain"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["gain"];
  /** The rows of its options; Keras leaves the gain out of configs, so it is there only where it is not 1. */
  static override readonly schema: AnySchema = {
    gain: { ...number(1), write: (gain) => gain === 1 ? undefined : gain },
  } satisfies Schema<IdentityOptions>;
  /** The value on the diagonal. */
  declare readonly gain: number;

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
}

/** Gives a weight the values of a tensor: what stands for one where an initializer is meant. */
export class TensorInitializer extends Initializer {
  readonly #tensor: Tensor;

  /** Takes the values, which must not be disposed before the weight is made. */
  constructor(tensor: Tensor) {
    super();
    this.#tensor = tensor;
  }

  /**
   * The values, if they have this shape.
   *
   * @throws {ValueError} if they have not.
   */
  override call(shape: Shape): Tensor {
    checkWeightShape("a tensor", shape);
    const given = this.#tensor;
    if (sameShape(shape, given.shape)) return given.through(given.view);
    throw new ValueError(
      `Cannot initialize with a tensor: expected shape [${
        shape.join(", ")
      }], received a tensor of shape [${given.shape.join(", ")}]`,
    );
  }

  /** Keras has no form for the elements of a tensor here. */
  override getConfig(): Config {
    throw new TypeError(
      "Cannot serialize initializer: expected one that has arguments, received a tensor",
    );
  }
}

/** The initializer that gives a weight values that were chosen. */

import { checkConfig } from "../../config/check_config.ts";
import { ShapeError, ValueError } from "../../config/errors.ts";
import type { Shape } from "../../backends/view.ts";
import { full, type NestedArray, tensor } from "../../autograd/create.ts";
import { broadcastTo } from "../../autograd/ops/broadcast.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkNumber, checkOptions, quote } from "../../config/checks.ts";
import {
  type Config,
  isObjectConfig,
  optionsOf,
} from "../../config/serialization.ts";
import { Initializer } from "./initializer.ts";
import { checkWeightShape } from "./weight_shape.ts";

/** The option of `Constant`. */
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
 */
export class Constant extends Initializer {
  /** The value, or an array of them. */
  readonly value: NestedArray;

  /**
   * Sets the value.
   *
   * @throws {ValueError} if it is neither a finite number nor an array of numbers.
   */
  constructor(options: ConstantOptions = {}) {
    super();
    checkOptions("Constant", options, ["value"], arguments);
    this.value = toValue(options.value ?? 0, 0);
  }

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

  /** Keras's arguments. */
  override getConfig(): Config {
    return { value: this.value };
  }

  /** Makes an initializer from Keras's arguments, in which an array may be NumPy's. */
  static override fromConfig<T>(
    this: new (options: never) => T,
    config: Config,
  ): T {
    checkConfig(config);
    const { value } = config;
    const isArray = isObjectConfig(value) &&
      (value.class_name === "__numpy__" || value.class_name === "__tensor__");
    const inner = isArray && typeof value.config === "object"
      ? { ...config, value: value.config?.value }
      : config;
    return new this(optionsOf(inner) as never);
  }
}

// More axes than any weight has.
const DEEPEST = 16;

/** A copy in plain arrays, which survive JSON. */
function toValue(value: unknown, depth: number): NestedArray {
  const isList = Array.isArray(value) || ArrayBuffer.isView(value);
  if (!isList) return checkNumber("Constant", "value", value);
  if (depth === DEEPEST || value instanceof DataView) {
    throw new ValueError(
      `Cannot make Constant: expected value to be a number or an array of at most ${DEEPEST} axes, received ${
        quote(value)
      }`,
    );
  }
  return Array.from(
    value as ArrayLike<unknown>,
    (part) => toValue(part, depth + 1),
  );
}

function fits(values: Shape, shape: Shape): boolean {
  if (values.length > shape.length) return false;
  const aligned = shape.slice(shape.length - values.length);
  return values.every((size, axis) => size === 1 || size === aligned[axis]);
}

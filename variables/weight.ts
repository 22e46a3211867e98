/** Weights: the variables that a layer makes for itself. */

import { ShapeError, ValueError } from "../config/errors.ts";
import { sameShape, type Shape } from "../backends/view.ts";
import { outsideScopes, Scope } from "../autograd/scope.ts";
import { noGrad } from "../autograd/tape.ts";
import { Tensor } from "../autograd/tensor.ts";
import { checkOptions } from "../config/options.ts";
import { quote, shorten } from "../config/quote.ts";
import * as constraints from "./constraints/mod.ts";
import * as initializers from "./initializers/mod.ts";
import { checkName } from "./naming.ts";
import * as regularizers from "./regularizers/mod.ts";
import { type PartialShape, showShape } from "./shapes.ts";
import { Variable } from "./variable.ts";

/** What a weight is made with. */
export interface WeightOptions {
  /** Its name, which no other weight of the layer has. */
  readonly name: string;
  /** Its shape, a scalar's if not given. */
  readonly shape?: PartialShape;
  /** Its first values; `"glorot_uniform"` if not given. */
  readonly initializer?: initializers.InitializerIdentifier | null;
  /** What its value is penalised for. */
  readonly regularizer?: regularizers.RegularizerIdentifier | null;
  /** What its value is brought back to after every update. */
  readonly constraint?: constraints.ConstraintIdentifier | null;
  /** Whether it is to be trained; true if not given. */
  readonly trainable?: boolean;
}

const OPTIONS: readonly string[] = [
  "name",
  "shape",
  "initializer",
  "regularizer",
  "constraint",
  "trainable",
];

/**
 * A new weight of what has the path `prefix`, whose other weights have the names in `taken`. Scopes and tapes know nothing of its making.
 *
 * @throws {ValueError} if the name is taken.
 * @throws {ShapeError} if a size is not known, or the initializer gives another shape.
 */
export function makeWeight(
  prefix: string,
  options: WeightOptions,
  taken: ReadonlyMap<string, unknown>,
): Variable {
  checkOptions(`add a weight of "${shorten(prefix)}"`, options, OPTIONS);
  const { name, trainable = true } = options;
  checkName(`a weight of "${shorten(prefix)}"`, name);
  const path = `${prefix}/${name}`;
  if (taken.has(name)) {
    throw new ValueError(
      `Cannot add weight "${path}": expected a name that no other weight of the layer has, received "${name}" again (was the layer built twice?)`,
    );
  }
  const shape = known(path, options.shape ?? []);
  const initializer = initializers.get(options.initializer ?? "glorot_uniform");
  const regularizer = regularizers.get(options.regularizer);
  const constraint = constraints.get(options.constraint);
  return outsideScopes(() => {
    using _ = new Scope();
    const value: unknown = noGrad(() => initializer.call(shape));
    if (!(value instanceof Tensor)) {
      throw new TypeError(
        `Cannot add weight "${path}": expected its initializer to give a tensor, received ${
          quote(value)
        }`,
      );
    }
    if (!sameShape(value.shape, shape)) {
      throw new ShapeError(
        `Cannot add weight "${path}": expected its initializer to give shape ${
          showShape(shape)
        }, received ${showShape(value.shape)}`,
        { expected: shape, actual: value.shape },
      );
    }
    return new Variable(value, {
      name,
      path,
      trainable,
      regularizer,
      constraint,
    });
  });
}

function known(path: string, shape: PartialShape): Shape {
  return shape.map((size) => {
    if (size !== null) return size;
    throw new ShapeError(
      `Cannot add weight "${path}": expected a shape whose sizes are all known, received ${
        showShape(shape)
      }`,
      { expected: "known sizes", actual: shape.map((size) => size ?? NaN) },
    );
  });
}

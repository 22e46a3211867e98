/** Weights: the variables that a layer makes for itself. */

import { quote, ShapeError, shorten, ValueError } from "../config/errors.ts";
import { getBackend } from "../backends/default_backend.ts";
import { sameShape, type Shape } from "../backends/view.ts";
import { outsideScopes, Scope } from "../autograd/scope.ts";
import { noGrad } from "../autograd/tape.ts";
import { Tensor } from "../autograd/tensor.ts";
import { optionsFromPlaces } from "../config/by_place.ts";
import { flag, nullable, part } from "../config/rows.ts";
import {
  type OptionsArguments,
  readOptions,
  type Schema,
} from "../config/schema.ts";
import * as constraints from "./constraints/mod.ts";
import * as initializers from "./initializers/mod.ts";
import * as regularizers from "./regularizers/mod.ts";
import { elsewhere } from "./fitting.ts";
import { PostponedDraw } from "./postponed.ts";
import { numbered } from "./naming.ts";
import { pathPart, shape } from "./rows.ts";
import { type PartialShape, showShape } from "./shapes.ts";
import { Variable } from "./variable.ts";

/**
 * What a weight is made with.
 * @category Variables
 */
export interface WeightOptions {
  /** Its name, which no other weight of the layer has; `"variable"`, `"variable_1"`, ... if not given. */
  readonly name?: string | null;
  /** Its shape, a scalar's if not given. */
  readonly shape?: PartialShape | null;
  /** Its first values; `"glorot_uniform"` if not given. */
  readonly initializer?: initializers.InitializerIdentifier | null;
  /** What its value is penalised for. */
  readonly regularizer?: regularizers.RegularizerIdentifier | null;
  /** What its value is brought back to after every update. */
  readonly constraint?: constraints.ConstraintIdentifier | null;
  /** Whether it is to be trained; true if not given. */
  readonly trainable?: boolean;
}

const ROWS = {
  name: nullable(pathPart()),
  shape: shape(),
  initializer: part(initializers, "glorot_uniform"),
  regularizer: part(regularizers),
  constraint: part(constraints),
  trainable: flag(true),
} satisfies Schema<WeightOptions>;

/**
 * A new weight of what has the path `prefix`, whose other weights have the names in `taken`. Scopes and tapes know
 * nothing of its making.
 *
 * @throws {ValueError} if the name is taken.
 * @throws {ShapeError} if a size is not known, or the initializer gives another shape.
 * @throws {TypeError} if the initializer gives no tensor, or one on another backend than that in use.
 */
export function makeWeight(
  prefix: string,
  given: OptionsArguments<WeightOptions, ["shape", "initializer"]>,
  taken: ReadonlyMap<string, unknown>,
): Variable {
  const action = `add a weight of "${shorten(prefix)}"`;
  const options = optionsFromPlaces(action, ["shape", "initializer"], given);
  const { initializer, shape, ...read } = readOptions(action, ROWS, options);
  const name = read.name ?? numbered("variable", (one) => taken.has(one));
  const path = `${prefix}/${name}`;
  const more = { ...read, name, path };
  if (taken.has(name)) {
    throw new ValueError(
      `Cannot add weight "${path}": expected a name that no other weight of the layer has, received "${name}" again (was the layer built twice?)`,
    );
  }
  const sizes = known(path, shape ?? []);
  const postponed = PostponedDraw.of(initializer, sizes);
  if (postponed) return new Variable(postponed, more);
  return outsideScopes(() => {
    using _ = new Scope();
    const value: unknown = noGrad(() => initializer.call(sizes));
    if (!(value instanceof Tensor)) {
      throw new TypeError(
        `Cannot add weight "${path}": expected its initializer to give a tensor, received ${
          quote(value)
        }`,
      );
    }
    if (!sameShape(value.shape, sizes)) {
      throw new ShapeError(
        `Cannot add weight "${path}": expected its initializer to give shape ${
          showShape(sizes)
        }, received ${showShape(value.shape)}`,
        { expected: sizes, actual: value.shape },
      );
    }
    const backend = getBackend();
    if (value.backend === backend) {
      return new Variable(value, more);
    }
    const why = "the backend in use, from its initializer";
    throw elsewhere(`add weight "${path}"`, backend, why, value.backend);
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

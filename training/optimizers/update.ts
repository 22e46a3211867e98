/** Variables and the gradients by which they are to be changed. */

import { ShapeError, ValueError } from "../../backends/errors.ts";
import { sameShape } from "../../backends/view.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { Variable } from "../../layers/variable.ts";

/** A variable and the gradient by which it is to be changed. */
export interface Update {
  /** What to change. */
  readonly variable: Variable;
  /** The gradient, of the variable's shape. */
  readonly gradient: Tensor;
}

/**
 * Each variable with the gradient at its place; those whose gradient is null are left out.
 *
 * @throws {ValueError} if there is not one gradient for each variable, or if all of them are null.
 * @throws {ShapeError} if a gradient has not the shape of its variable.
 */
export function toUpdates(
  gradients: readonly (Tensor | null)[],
  variables: readonly Variable[],
): readonly Update[] {
  if (gradients.length !== variables.length) {
    throw new ValueError(
      `Cannot apply gradients: expected one for each of ${variables.length} variables, received ${gradients.length}`,
    );
  }
  const updates = variables.flatMap((variable, i) => {
    const gradient = gradients[i];
    if (!gradient) return [];
    checkGradient(gradient, variable);
    return [{ variable, gradient }];
  });
  if (updates.length > 0) return updates;
  throw new ValueError(
    "Cannot apply gradients: expected one that is not null, received none",
  );
}

/**
 * Refuses variables that are not among the known ones.
 *
 * @throws {ValueError} if there is one.
 */
export function checkKnown(
  owner: string,
  updates: readonly Update[],
  known: readonly Variable[],
): void {
  const all = new Set(known);
  const other = updates.find(({ variable }) => !all.has(variable));
  if (!other) return;
  throw new ValueError(
    `Cannot apply gradients: expected variables that ${owner} was built for, received "${other.variable.path}"`,
  );
}

function checkGradient(gradient: Tensor, variable: Variable): void {
  if (!sameShape(gradient.shape, variable.shape)) {
    throw new ShapeError(
      `Cannot apply a gradient to variable "${variable.path}": expected shape [${
        variable.shape.join(", ")
      }], received [${gradient.shape.join(", ")}]`,
      { expected: variable.shape, actual: gradient.shape },
    );
  }
  const { backend } = variable.value;
  if (gradient.backend !== backend) {
    throw new TypeError(
      `Cannot apply a gradient to variable "${variable.path}": expected it on backend "${backend.name}", received it on "${gradient.backend.name}"`,
    );
  }
}

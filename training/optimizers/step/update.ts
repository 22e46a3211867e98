/** Variables and the gradients by which they are to be changed. */

import { quote, ShapeError, ValueError } from "../../../config/errors.ts";
import { sameShape } from "../../../backends/view.ts";
import { isUnconnected } from "../../../autograd/grad.ts";
import { Tensor } from "../../../autograd/tensor.ts";
import { Variable } from "../../../variables/variable.ts";
import { tellMissing } from "./missing_gradients.ts";

/** A variable and the gradient by which it is to be changed. */
export class Update {
  /** What to change. */
  readonly variable: Variable;
  /** The gradient, of the variable's shape. */
  readonly gradient: Tensor;

  /** Does nothing yet. */
  constructor(variable: Variable, gradient: Tensor) {
    this.variable = variable;
    this.gradient = gradient;
  }
}

/**
 * Each variable with the gradient at its place; those whose gradient is null are left out, and told of once.
 *
 * @throws {ValueError} if there is not one gradient for each variable, if all of them are null, or if a variable is
 * there twice.
 * @throws {TypeError} if they are no lists of tensors and variables.
 * @throws {ShapeError} if a gradient has not the shape of its variable.
 */
export function toUpdates(
  gradients: readonly (Tensor | null)[],
  variables: readonly Variable[],
): readonly Update[] {
  const action = "apply gradients";
  if (!Array.isArray(gradients)) {
    refuse(action, "an array of gradients", quote(gradients));
  }
  checkVariables(action, variables);
  if (gradients.length === 0) return [];
  if (gradients.length !== variables.length) {
    throw new ValueError(
      `Cannot apply gradients: expected one for each of ${variables.length} variables, received ${gradients.length}`,
    );
  }
  const updates = variables.flatMap((variable, i) => {
    const gradient = gradients[i] ?? null;
    if (gradient === null) return [];
    checkGradient(gradient, variable);
    return [new Update(variable, gradient)];
  });
  if (updates.length > 0) {
    const missing = variables.filter((_, i) => {
      const gradient = gradients[i] ?? null;
      return gradient === null || isUnconnected(gradient);
    });
    if (missing.length > 0) tellMissing(missing);
    return updates;
  }
  throw new ValueError(
    "Cannot apply gradients: expected one that is not null, received none",
  );
}

/**
 * Refuses what is no list of variables, each of them once. A tape gives the whole gradient of a variable that is used in
 * several places wherever it is named, so that the sum over two names of one would be twice too large.
 *
 * @throws {TypeError} if it is no list of variables.
 * @throws {ValueError} if one is there twice.
 */
export function checkVariables(action: string, variables: unknown): void {
  if (!Array.isArray(variables)) {
    refuse(action, "an array of variables", quote(variables));
  }
  const seen = new Set<Variable>();
  for (const variable of variables) {
    if (!(variable instanceof Variable)) {
      refuse(action, "variables", quote(variable));
    }
    if (seen.has(variable)) {
      throw new ValueError(
        `Cannot ${action}: expected each variable once, received "${variable.path}" twice`,
      );
    }
    seen.add(variable);
  }
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
  if (!(gradient instanceof Tensor)) {
    refuse("apply gradients", "tensors or null", quote(gradient));
  }
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

function refuse(action: string, expected: string, received: string): never {
  throw new TypeError(
    `Cannot ${action}: expected ${expected}, received ${received}`,
  );
}

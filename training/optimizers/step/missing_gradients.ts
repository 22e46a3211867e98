/** Tells of variables that a step leaves alone since the loss does not depend on them. */

import { shorten } from "../../../config/errors.ts";
import type { Variable } from "../../../variables/variable.ts";

const told = new WeakSet<Variable>();

/** Warns of those that have not been told of before, in Keras's words. */
export function tellMissing(missing: readonly Variable[]): void {
  const others = missing.filter((variable) => !told.has(variable));
  if (others.length === 0) return;
  for (const variable of others) told.add(variable);
  const paths = others.map(({ path }) => `"${path}"`).join(", ");
  console.warn(
    `Gradients do not exist for variables ${
      shorten(paths)
    } when minimizing the loss, which does not depend on them: they stay as they are`,
  );
}

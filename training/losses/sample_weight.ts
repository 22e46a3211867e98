/** Weights of samples that do not go with what they are to weigh. */

import { ShapeError } from "../../config/errors.ts";
import type { Shape } from "../../backends/view.ts";
import { show } from "../../autograd/ops/axes.ts";
import { goTogether } from "./pair.ts";

/**
 * Refuses weights that do not broadcast with what they weigh, and says which would.
 *
 * @throws {ShapeError} if they do not.
 */
export function checkWeight(
  action: string,
  weight: Shape,
  weighed: Shape,
): void {
  if (goTogether(weight, weighed)) return;
  const each = weighed.map((size, axis) => axis === 0 ? size : 1);
  throw new ShapeError(
    `Cannot ${action}: expected sampleWeight to be of a shape that broadcasts with ${
      show(weighed)
    }, such as ${show(each)} for one weight a sample, received shape ${
      show(weight)
    }`,
    { expected: weighed, actual: weight },
  );
}

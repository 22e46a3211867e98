/** The forms of files, by their endings. */

import { ValueError } from "../config/errors.ts";
import { pathOf, shownPath } from "../data/files/file_path.ts";

/** Weights alone in HDF5: not what `.h5` says of a whole model. */
const WEIGHTS = ".weights.h5";

/**
 * The ending of a path, one of `endings`.
 *
 * @throws {ValueError} if it has none of them.
 */
export function endingOf<Ending extends string>(
  action: string,
  path: string | URL,
  endings: readonly Ending[],
): Ending {
  const text = pathOf(action, path);
  const own = text.endsWith(WEIGHTS) ? WEIGHTS : null;
  const ending = endings.find((one) => own ? one === own : text.endsWith(one));
  if (ending !== undefined) return ending;
  const hint = own ? `, which is for saveWeights` : "";
  throw new ValueError(
    `Cannot ${action}: expected a path that ends with ${
      endings.join(", ")
    }, received ${shownPath(path)}${hint}`,
  );
}

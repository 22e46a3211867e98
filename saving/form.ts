/** The forms of files, by their endings. */

import { ValueError } from "../config/errors.ts";
import { pathOf, shownPath } from "../data/files/file_path.ts";

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
  const ending = endings.find((one) => text.endsWith(one));
  if (ending !== undefined) return ending;
  throw new ValueError(
    `Cannot ${action}: expected a path that ends with ${
      endings.join(", ")
    }, received ${shownPath(path)}`,
  );
}

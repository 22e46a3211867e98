/** Refuses what the constructors of losses, metrics and optimizers would not read. */

import { checkArgumentCount } from "../config/options.ts";
import { checkOptions } from "../config/checks.ts";

/**
 * Refuses all arguments but one object of options that are known; to be asked before it is read, for what is read of a
 * number is nothing but defaults.
 *
 * @throws {TypeError} if there are more arguments, or the first is no object of such options.
 */
export function checkArguments(
  owner: string,
  args: ArrayLike<unknown>,
  known: readonly string[],
): void {
  checkArgumentCount(`make ${owner}`, args, 1);
  checkOptions(owner, args[0] === undefined ? {} : args[0], known);
}

/** Options that are given by their places, as Keras takes them: `new Dense(4, { activation: "relu" })`. */

import { checkArgumentCount, isOptions } from "./options.ts";

/**
 * The options that arguments mean: the first ones by their places, in the order of `leading`, and an object of the others.
 *
 * @throws {TypeError} if there are more arguments than places, or an option is given twice.
 */
export function optionsFromPlaces(
  action: string,
  leading: readonly string[],
  args: readonly unknown[],
): unknown {
  const [first = {}] = args;
  if (leading.length === 0 || isOptions(first)) {
    checkArgumentCount(action, args, 1);
    return first;
  }
  const last = args.at(-1);
  const named = isOptions(last) ? last : {};
  const placed = named === last ? args.slice(0, -1) : args;
  checkArgumentCount(action, placed, leading.length);
  const given = leading.slice(0, placed.length);
  const twice = given.find((option) => Object.hasOwn(named, option));
  if (twice !== undefined) {
    throw new TypeError(
      `Cannot ${action}: expected ${twice} once, received it by its place and by its name`,
    );
  }
  const values = given.map((option, i) => [option, placed[i]] as const);
  return { ...Object.fromEntries(values), ...named };
}

/** Arguments of ops that are numbers or words, read and checked where they enter. */

import { quote, ValueError } from "../../config/errors.ts";
import {
  checkArgumentCount,
  checkFlag,
  checkOptions as checkKnownOptions,
} from "../../config/options.ts";
import {
  type AnySchema,
  readOptions,
  type Values,
} from "../../config/schema.ts";

/** A whole number, `least` or more. */
export function toCount(
  action: string,
  argument: string,
  value: unknown,
  least = 0,
): number {
  if (Number.isSafeInteger(value) && (value as number) >= least) {
    return value as number;
  }
  throw new ValueError(
    `Cannot ${action}: expected ${argument} to be an integer, ${least} or more, received ${
      quote(value)
    }`,
  );
}

/** Numbers that a list of them may have: no backend holds more. */
const MOST_NUMBERS = 2 ** 30;

/** Refuses to make more numbers than a backend holds. */
export function checkLength(action: string, length: number): void {
  if (length <= MOST_NUMBERS) return;
  throw new ValueError(
    `Cannot ${action}: expected at most ${MOST_NUMBERS} numbers, received ${length}`,
  );
}

/** The options of an op to which none are given. */
export const NO_OPTIONS: Readonly<Record<never, never>> = Object.freeze({});

/** What reads the options of an op by a table; what none of them mean is read once. */
export function optionsReader<S extends AnySchema>(
  name: string,
  schema: S,
): (options: unknown) => Values<S> {
  const action = `compute ${name}`;
  let usual: Values<S> | undefined;
  return (options) => {
    if (options !== NO_OPTIONS) return readOptions(action, schema, options);
    return usual ??= readOptions(action, schema, options);
  };
}

/** Refuses options of an op that it would not read. */
export function checkOptions(
  name: string,
  options: unknown,
  known: readonly string[],
): void {
  if (options === NO_OPTIONS) return;
  checkKnownOptions(`compute ${name}`, options, known);
}

const REDUCING = ["axis", "keepdims"];

/** Refuses what is no option of a reduction. */
export function checkReduceOptions(
  name: string,
  options: { readonly keepdims?: boolean },
): void {
  checkOptions(name, options, REDUCING);
  checkFlag(`compute ${name}`, "keepdims", options.keepdims);
}

/** Refuses arguments of an op behind the last one that it reads. */
export function checkArguments(
  name: string,
  args: ArrayLike<unknown>,
  count: number,
): void {
  if (args.length > count) checkArgumentCount(`compute ${name}`, args, count);
}

/**
 * The same for functions that arrays may call, as in `xs.map(neg)` and `xs.reduce(add)`: the index and the array that
 * follow are no mistake.
 */
export function checkOperandCount(
  action: string,
  args: ArrayLike<unknown>,
  count: number,
): void {
  if (args.length <= count) return;
  const place = args[count], array = args[count + 1];
  const isCallback = args.length === count + 2 && Array.isArray(array) &&
    typeof place === "number" && array[place] === args[count - 1];
  if (!isCallback) checkArgumentCount(action, args, count);
}

/** Refuses arguments and options that are not meant, and says which may have been. */

import { quote, shorten } from "./errors.ts";

/**
 * Refuses options that nobody would read, and anything that is no object of options. `action` is what cannot be done
 * then: `"compute sum"`, `"make Dense"`.
 *
 * @throws {TypeError} if `options` is no plain object, or has a key that is not in `known`.
 */
export function checkOptions(
  action: string,
  options: unknown,
  known: readonly string[],
): void {
  const isObject = isOptions(options);
  const unknown = isObject
    ? Object.keys(options).find((key) => !known.includes(key))
    : undefined;
  if (isObject && unknown === undefined) return;
  const expected = known.length > 0
    ? `options ${known.join(", ")}`
    : "no options";
  if (unknown === undefined) {
    throw new TypeError(
      `Cannot ${action}: expected an object of options (${expected}), received ${
        quote(options)
      }`,
    );
  }
  const [meant] = nearest(unknown, known);
  throw new TypeError(
    `Cannot ${action}: expected ${expected}, received ${shorten(unknown)}${
      meant === undefined ? "" : ` (did you mean ${meant}?)`
    }`,
  );
}

/** What the errors of too many arguments say. */
const miscounts = new WeakMap<object, Parameters<typeof miscount>>();

function miscount(action: string, count: number, received: number): TypeError {
  const expected = `${count} ${count === 1 ? "argument" : "arguments"}`;
  const error = new TypeError(
    `Cannot ${action}: expected ${expected}, received ${received}`,
  );
  miscounts.set(error, [action, count, received]);
  return error;
}

/**
 * Refuses arguments behind the last one that is read; `count` is how many are. For functions that take `...args`.
 *
 * @throws {TypeError} if there are more.
 */
export function checkArgumentCount(
  action: string,
  args: ArrayLike<unknown>,
  count: number,
): void {
  if (args.length > count) throw miscount(action, count, args.length);
}

/** The error of a function as that of a method, whose object is the first argument: who calls it does not count that one. */
export function asOfMethod(error: unknown): unknown {
  const said = miscounts.get(Object(error));
  if (!said) return error;
  const [action, count, received] = said;
  return miscount(action, count - 1, received - 1);
}

/** Whether a value may be an object of options: it is of no class, nor an array. */
export function isOptions(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype ||
    // An object of another realm, such as a notebook's cell.
    Object.getPrototypeOf(prototype) === null;
}

/** Characters beyond which a name is no misspelling of one of ours. */
const LONGEST = 64;

/**
 * Of `names`, at most three that are near to `name`, nearest first: a few letters differ, or the words of one are in the
 * other. Of several spellings of a name the first one stands for all.
 */
export function nearest(name: string, names: readonly string[]): string[] {
  if (name.length > LONGEST) return [];
  const spelt = new Map<string, string>();
  for (const known of names) {
    if (known.length > 2 * LONGEST || spelt.has(plain(known))) continue;
    spelt.set(plain(known), known);
  }
  return [...spelt]
    .map(([letters, known]) => ({ known, far: farness(name, known, letters) }))
    .filter(({ far }) => far < Infinity)
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ known }) => known);
}

/** How far a name is from a known one of these letters; what shares words is nearer than what differs in two letters. */
function farness(name: string, known: string, letters: string): number {
  const wanted = plain(name), distance = distanceOf(wanted, letters);
  if (shareWords(name, known)) {
    return Math.min(distance, 1 + distance / (4 * LONGEST));
  }
  const isFar = distance > Math.max(2, wanted.length / 2) ||
    distance >= wanted.length;
  return isFar ? Infinity : distance;
}

/** Whether all words of a name are somewhere in the known one, or those of the known one are among them. */
function shareWords(name: string, known: string): boolean {
  const given = wordsOf(name), letters = plain(known);
  return given.every((word) => word.length > 2 && letters.includes(word)) ||
    wordsOf(known).every((word) => word.length > 1 && given.includes(word));
}

/** `["mean", "squared", "error"]` of `mean_squared_error` and of `MeanSquaredError`. */
function wordsOf(name: string): string[] {
  const words = name.match(/\p{Lu}+\d*(?!\p{Ll})|\p{Lu}?[\p{Ll}\d]+/gu) ??
    [name];
  return words.map((word) => word.toLowerCase());
}

/** Names that differ in case and underscores alone are meant as one. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll("_", "");
}

/** How many letters differ (Levenshtein, 1965); what is cut short differs by one. */
function distanceOf(a: string, b: string): number {
  if (a.length > 1 && a !== b && b.startsWith(a)) return 1;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const put = row[j] + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(put, row[j + 1] + 1, next[j] + 1));
    }
    row = next;
  }
  return row[b.length];
}

/**
 * Refuses what cannot be called. `what` says what the function is for: `"a function to differentiate"`.
 *
 * @throws {TypeError} if it is no function, or a class.
 */
export function checkFunction(
  action: string,
  value: unknown,
  what = "a function",
): void {
  if (isCallable(value)) return;
  throw new TypeError(
    `Cannot ${action}: expected ${what}, received ${quote(value)}`,
  );
}

/** Whether a value can be called: a function, but no class. */
export function isCallable(
  value: unknown,
): value is (...args: never[]) => unknown {
  return typeof value === "function" &&
    !/^class\b/.test(Function.prototype.toString.call(value));
}

/**
 * Refuses what is no array.
 *
 * @throws {TypeError} if it is none.
 */
export function checkArray(
  action: string,
  value: unknown,
  what: string,
): asserts value is readonly unknown[] {
  if (Array.isArray(value)) return;
  throw new TypeError(
    `Cannot ${action}: expected ${what}, received ${quote(value)}`,
  );
}

/**
 * Refuses an option that is neither true nor false, nor left out.
 *
 * @throws {TypeError} if it is something else.
 */
export function checkFlag(action: string, name: string, value: unknown): void {
  if (value === undefined || typeof value === "boolean") return;
  throw new TypeError(
    `Cannot ${action}: expected ${name} to be true or false, received ${
      quote(value)
    }`,
  );
}

/**
 * Refuses an option that is no number.
 *
 * @throws {TypeError} if it is none.
 */
export function checkNumeric(
  action: string,
  name: string,
  value: unknown,
): void {
  if (typeof value === "number") return;
  throw new TypeError(
    `Cannot ${action}: expected ${name} to be a number, received ${
      quote(value)
    }`,
  );
}

/**
 * Refuses the promise that an async function returns where nobody would wait for it.
 *
 * @throws {TypeError} if it is one.
 */
export function checkDone(action: string, result: unknown): void {
  if (!(result instanceof Promise)) return;
  throw new TypeError(
    `Cannot ${action}: expected it to be done without waiting, received a promise (is it async?)`,
  );
}

/** Finds what the constructor of a class takes and its config does not tell. */

import { shorten } from "./errors.ts";

/** A class, as far as it is made. */
interface Class {
  readonly name: string;
  readonly prototype?: object;
}

/**
 * Refuses to write the config of an object whose class takes arguments of which neither the rows of its options nor a
 * `getConfig` of its own say how they are written: what is read of the config would not have them.
 *
 * @throws {TypeError} if there are any.
 */
export function checkArgumentsTold(
  object: object,
  options: readonly string[],
): void {
  for (const made of classesOf(object)) {
    if (Object.hasOwn(made.prototype ?? {}, "getConfig")) return;
    const lost = lostBy(made, options);
    if (lost.length > 0) {
      throw new TypeError(
        `Cannot write the config of ${
          shorten(`${object}`)
        }: expected a class whose constructor takes options that its schema lists, or one with a getConfig and a fromConfig of its own, received ${made.name}, which takes ${
          lost.join(" and ")
        }`,
      );
    }
    if (Object.hasOwn(made, "schema")) return;
  }
}

/** The class of an object, and those that it derives from. */
function classesOf(object: object): Class[] {
  const classes: Class[] = [];
  for (
    let made: Class = object.constructor;
    made.prototype;
    made = Object.getPrototypeOf(made)
  ) classes.push(made);
  return classes;
}

/**
 * Refuses an object whose class cannot be made of its config again: a `fromConfig` hands one object of options to the
 * constructor, which has to be one that takes that. Classes from the first known one on are left alone.
 *
 * @throws {TypeError} if it takes something else.
 */
export function checkMadeOfOptions(
  object: object,
  isKnown: (made: object) => boolean,
): void {
  for (const made of classesOf(object)) {
    if (isKnown(made) || Object.hasOwn(made, "fromConfig")) return;
    const { parameters, handed } = constructorOf(made);
    const names = namesIn(parameters);
    if (/^\s*\.\.\./.test(parameters) || !isSplit(names, handed)) continue;
    throw new TypeError(
      `Cannot write the config of ${
        shorten(`${object}`)
      }: expected a class that can be made of one object of options, as in constructor(options) { super(options) }, or one with a static fromConfig of its own, received ${made.name}, which takes ${
        names.join(" and ")
      }`,
    );
  }
}

/** Whether a constructor takes several things, or one that it makes an option of. */
function isSplit([first, ...others]: string[], handed: string): boolean {
  if (first === undefined) return false;
  const name = first.replaceAll("$", "\\$");
  return others.length > 0 ||
    new RegExp(`[{,:]\\s*${name}\\s*[,}]`).test(handed);
}

/** The parameters of the constructor of a class that it does not hand on. */
function lostBy(made: Class, options: readonly string[]): string[] {
  const { parameters, handed } = constructorOf(made);
  return namesIn(parameters)
    .filter((name) => !options.includes(name))
    .filter((name) =>
      !new RegExp(`\\b${name.replaceAll("$", "\\$")}\\b`).test(handed)
    );
}

/** What the constructor of a class takes, and what it hands on to `super`; nothing if it has none of its own. */
function constructorOf(
  made: Class,
): { readonly parameters: string; readonly handed: string } {
  const source = Function.prototype.toString.call(made)
    .replace(/\/\*[^]*?\*\/|\/\/.*$/gm, "");
  const start = /^\s*constructor\s*(?=\()/m.exec(source);
  if (!start) return { parameters: "", handed: "" };
  const own = source.slice(start.index + start[0].length);
  const parameters = inBrackets(own);
  const call = own.slice(parameters.length + 2).search(/\bsuper\s*\(/);
  const handed = call < 0 ? "" : inBrackets(
    own.slice(parameters.length + 2 + call).replace(/^super\s*/, ""),
  );
  return { parameters, handed };
}

/** The names that parameters bind, without what they are by default. */
function namesIn(parameters: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const letter of parameters) {
    if (depth === 0 && letter === ",") parts.push("");
    else parts[parts.length - 1] += letter;
    if ("([{".includes(letter)) depth++;
    if (")]}".includes(letter)) depth--;
  }
  return parts.flatMap((part) => /^[\s.]*([\w$]+)/.exec(part)?.[1] ?? []);
}

/** What stands in the brackets with which a text begins. */
function inBrackets(text: string): string {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if ("([{".includes(text[at])) depth++;
    if (")]}".includes(text[at]) && --depth === 0) return text.slice(1, at);
  }
  return "";
}

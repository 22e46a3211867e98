/** Keras's object form: how the parts of layers are named, written down and read back. */

import { quote, shorten, ValueError } from "./errors.ts";
import { nearest } from "./options.ts";

/**
 * The arguments of an object under Keras's own snake_case names; it survives JSON.
 * @category Options
 */
export type Config = Record<string, unknown>;

/**
 * An object as Keras 3 writes it.
 * @category Options
 */
export interface SerializedObject {
  /** Where Keras keeps the class, such as `"keras.initializers"`; `null` for a class of the user's own. */
  readonly module: string | null;
  /** The name of the class, such as `"GlorotUniform"`; `"function"` for a function. */
  readonly class_name: string;
  /** The arguments; for a function its name. */
  readonly config: Config | string;
  /** The name under which a class of the user's own is known; `null` for Keras's own. */
  readonly registered_name: string | null;
}

/**
 * An object as Keras reads it: the form of Keras 3, or the older `{ class_name, config }`.
 * @category Options
 */
export interface ObjectConfig {
  /** The name of the class, or one of its aliases. */
  readonly class_name: string;
  /** The arguments; none if left out. */
  readonly config?: Config | string | null;
  /** Where Keras keeps the class. */
  readonly module?: string | null;
  /** The name under which a class of the user's own is known. */
  readonly registered_name?: string | null;
}

/**
 * Classes and functions of the user's own, by the names that a config gives them.
 * @category Options
 */
export type CustomObjects = Readonly<Record<string, unknown>>;

/**
 * Refuses what is no object of a config's arguments.
 *
 * @throws {TypeError} if it is none.
 */
export function checkConfig(config: unknown): void {
  checkObject("an object of Keras's arguments", config);
}

/**
 * Refuses what is no object of a user's classes and functions.
 *
 * @throws {TypeError} if it is none.
 */
export function checkCustomObjects(customObjects: unknown): void {
  const expected = "customObjects to be an object of classes and functions";
  checkObject(expected, customObjects);
}

function checkObject(expected: string, value: unknown): void {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return;
  }
  throw new TypeError(
    `Cannot read a config: expected ${expected}, received ${quote(value)}`,
  );
}

/** What `customObjects` have under the name that a config gives. */
export function customOf(
  value: ObjectConfig,
  customObjects: CustomObjects,
): unknown {
  const { class_name: className, registered_name: registered, config } = value;
  const names = typeof config === "string" ? [config] : [registered, className];
  const found = names.filter((name) => typeof name === "string")
    // Keras writes the package of a class before it: `my_package>MyLayer`.
    .flatMap((name) => [name, name.slice(name.lastIndexOf(">") + 1)])
    .find((name) => Object.hasOwn(customObjects, name));
  return found ? customObjects[found] : undefined;
}

// What has been written under its name in what is being written now.
let written: Map<string, unknown> | undefined;

/** Writes a config in which no two functions or classes may have one name. */
export function writing<T>(write: () => T): T {
  if (written) return write();
  written = new Map();
  try {
    return write();
  } finally {
    written = undefined;
  }
}

/**
 * Says that something is written under its name.
 *
 * @throws {TypeError} if something else has been, which would be read as this.
 */
export function claimName(kind: string, name: string, value: unknown): void {
  if (!written) return;
  if (!written.has(name)) written.set(name, value);
  if (written.get(name) === value) return;
  throw new TypeError(
    `Cannot serialize ${kind}: expected functions and classes of different names, by which they could be found again, received two of name "${
      shorten(name)
    }"`,
  );
}

/** The object form of a named function. */
export function functionObject(
  kind: string,
  f: { readonly name: string },
): SerializedObject {
  if (f.name === "") {
    throw new TypeError(
      `Cannot serialize ${kind}: expected a function with a name, by which it could be found again, received one without`,
    );
  }
  claimName(kind, f.name, f);
  return {
    module: "builtins",
    class_name: "function",
    config: f.name,
    registered_name: "function",
  };
}

/** Whether a value looks like Keras's object form. */
export function isObjectConfig(value: unknown): value is ObjectConfig {
  return typeof value === "object" && value !== null &&
    "class_name" in value && typeof value.class_name === "string";
}

/** The error of an identifier that means nothing, with the names that come nearest. */
export function unknownIdentifier(
  kind: string,
  identifier: unknown,
  names: readonly string[],
  isRead: boolean = isObjectConfig(identifier),
): ValueError {
  const expected = isRead
    ? "one that is known, or is in customObjects"
    : "a name, a config, or one itself";
  const name = isObjectConfig(identifier) ? calledIn(identifier) : identifier;
  const near = typeof name === "string" ? nearest(name, names) : [];
  const hint = near.length > 0 ? ` (did you mean ${near.join(" or ")}?)` : "";
  return new ValueError(
    `Cannot find ${kind}: expected ${expected}, received ${quote(name)}${hint}`,
  );
}

/** The name that has to be known: of a class or, in the object form of a function, the function's. */
function calledIn({ class_name: name, config }: ObjectConfig): string {
  return typeof config === "string" ? config : name;
}

/** One of Keras's names as we write it: `kernel_size` as `kernelSize`. */
export function camelCase(name: string): string {
  return name.replace(
    /(?<=[^_])_([a-z\d])/g,
    (_, next: string) => next.toUpperCase(),
  );
}

/** Keras's arguments as options: snake_case to camelCase. */
export function optionsOf(config: Config): Config {
  checkConfig(config);
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [camelCase(key), value]),
  );
}

/** The name of a class as Keras writes it in snake_case: `Conv2DTranspose` as `conv2d_transpose`. */
export function snakeName(className: string): string {
  return className
    .replaceAll(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

/**
 * The same of a type: an underscore before a capital that follows a small letter, or that a small letter follows.
 * @category Options
 */
export type SnakeName<Name extends string, Before extends string = ""> =
  Name extends `${infer Letter}${infer Rest}` ? `${Before extends "" ? ""
      : Letter extends Lowercase<Letter> ? ""
      : Before extends Uppercase<Before>
        ? Rest extends `${infer Next}${string}`
          ? Next extends Uppercase<Next> ? "" : "_"
        : ""
      : "_"}${Lowercase<Letter>}${SnakeName<Rest, Letter>}`
    : "";

const DEEPEST = 100;
let depth = 0;

/**
 * Reads an object of a config, and in it others.
 *
 * @throws {ValueError} if it lies in more than 100.
 */
export function nested<T>(read: () => T): T {
  if (depth === DEEPEST) {
    throw new ValueError(
      `Cannot read a config: expected at most ${DEEPEST} objects inside each other, received more`,
    );
  }
  depth++;
  try {
    return read();
  } finally {
    depth--;
  }
}

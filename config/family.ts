/** Families of parts, and how one of their members is found, written down and read back. */

import { checkArgumentCount, isCallable } from "./options.ts";
import { quote } from "./errors.ts";
import { keepNames } from "./keep_names.ts";
import { FunctionPart, type Part, type Wrapper } from "./part.ts";
import {
  checkCustomObjects,
  claimName,
  type Config,
  type CustomObjects,
  customOf,
  functionObject,
  isObjectConfig,
  nested,
  type ObjectConfig,
  type SerializedObject,
  type SnakeName,
  snakeName,
  unknownIdentifier,
} from "./serialization.ts";

/**
 * A class of parts.
 * @category Options
 */
export interface PartClass<T> {
  /** Makes a part with its defaults; one that has none says what it lacks. */
  new (...options: never): T;
  /** Makes a part from Keras's arguments; what those name may be in `customObjects`. */
  fromConfig(config: Config, customObjects?: CustomObjects): T;
}

/** One family of parts `T`: what its members are called, and how a function `F` becomes one. */
export interface Family<T extends Part, F> {
  /** What errors call a member: `"initializer"`. */
  readonly kind: string;
  /** What all its members derive from, but functions. */
  readonly base: abstract new (...args: never) => T;
  /** Where Keras keeps its classes. */
  readonly module: string;
  /** The classes under Keras's names for them; the same in snake_case means them too. */
  readonly classes: Readonly<Record<string, PartClass<T>>>;
  /** What else is spoken of by its name: the base, and functions that may stand for members. */
  readonly others: Readonly<Record<string, object>>;
  /** Names that no rule gives: `l1_l2`, `mse`. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Whether names mean classes in whatever case, without underscores: so Keras's optimizers. */
  readonly anyCase?: boolean;
  /** Members of names that mean more than a class with its defaults. */
  readonly named?: Readonly<Record<string, () => T>>;
  /** A function as a member; left out where none can stand for one. */
  readonly wrap?: (f: F) => T;
  /** Anything else as a member; `null` for what cannot stand for one. */
  readonly adopt?: (value: unknown) => T | null;
}

/**
 * The names by which classes are found: their own, and the same in snake_case.
 * @category Options
 */
export type NameOf<ClassName extends string> = ClassName | SnakeName<ClassName>;

/** The names by which classes are found in whatever case: their own, and the same in small letters. */
export type AnyCaseNameOf<ClassName extends string> =
  | ClassName
  | Lowercase<ClassName>;

/**
 * The member that an identifier means; `null` for none.
 * @category Options
 */
export interface Get<Identifier, T> {
  /** Of an identifier. @throws {ValueError} if it means no member. */
  (identifier: Identifier): T;
  /** `null` for `null`. */
  (identifier: Identifier | null | undefined): T | null;
}

/**
 * A member in Keras's object form.
 * @category Options
 */
export interface Serialize<T> {
  /** Of a member. @throws {TypeError} if it is a function without a name. */
  (part: T): SerializedObject;
  /** `null` for `null`. */
  (part: T | null): SerializedObject | null;
}

/**
 * The member that Keras's object form means; classes and functions of the user's own are looked up in `customObjects`.
 * @category Options
 */
export type Deserialize<T> = (
  config: ObjectConfig,
  customObjects?: CustomObjects,
) => T;

/** How the members of a family are found, written down and read back. */
export function family<Identifier, T extends Part, F = never>(
  about: Family<T, F>,
): {
  readonly get: Get<Identifier, T>;
  readonly serialize: Serialize<T>;
  readonly deserialize: Deserialize<T>;
} {
  const { kind, classes } = about;
  keepNames({ ...classes, ...about.others });
  function get(identifier: unknown): T | null {
    checkArgumentCount(`find ${kind}`, arguments, 1);
    return find(about, identifier);
  }
  function serialize(part: T | null): SerializedObject | null {
    checkArgumentCount(`serialize ${kind}`, arguments, 1);
    return write(about, part);
  }
  function deserialize(config: ObjectConfig, customObjects = {}): T {
    checkArgumentCount(`deserialize ${kind}`, arguments, 2);
    return read(about, config, customObjects);
  }
  return {
    get: get as Get<Identifier, T>,
    serialize: serialize as Serialize<T>,
    deserialize,
  };
}

/**
 * The member that an identifier means: a name, a config object, an instance, a class, a function; `null` for none.
 *
 * @throws {ValueError} if it means none of these.
 */
export function find<T extends Part, F>(
  family: Family<T, F>,
  identifier: unknown,
): T | null {
  if (identifier === null || identifier === undefined) return null;
  if (typeof identifier === "string") {
    const { named = {} } = family;
    if (Object.hasOwn(named, identifier)) return named[identifier]();
    return Reflect.construct(classOf(family, identifier, identifier), []);
  }
  if (typeof identifier === "function") return made(family, identifier);
  if (isMember(family, identifier)) return identifier;
  const adopted = family.adopt?.(identifier);
  if (adopted) return adopted;
  return read(family, identifier, {});
}

/**
 * The member that a config object means.
 *
 * @throws {ValueError} if it names no class of the family nor of `customObjects`.
 */
export function read<T extends Part, F>(
  family: Family<T, F>,
  config: unknown,
  customObjects: CustomObjects,
): T {
  if (!isObjectConfig(config)) throw unknownIdentifier(family.kind, config, []);
  checkCustomObjects(customObjects);
  const args = config.config ?? {};
  const custom = customOf(config, customObjects);
  if (typeof args === "string") {
    if (typeof custom === "function") return made(family, custom, args);
    const names = Object.keys(customObjects);
    throw unknownIdentifier(family.kind, args, names, true);
  }
  const found = isClassOf(family, custom)
    ? custom
    : classOf(family, config.class_name, config);
  return nested(() => found.fromConfig(args, customObjects));
}

/**
 * A member in Keras's object form.
 *
 * @throws {TypeError} if it is a function without a name: nothing could find it again.
 */
export function write<T extends Part, F>(
  family: Family<T, F>,
  part: T | null,
): SerializedObject | null {
  if (part === null || part === undefined) return null;
  checkMember(family, part);
  if (isWrapper(part)) return functionObject(family.kind, part.function);
  const config = part.getConfig();
  const known = Object.entries(family.classes)
    .find(([, known]) => known === part.constructor);
  if (known) {
    const [class_name] = known;
    const { module } = family;
    return { module, class_name, config, registered_name: null };
  }
  const { name } = part.constructor;
  claimName(family.kind, name, part.constructor);
  return { module: null, class_name: name, config, registered_name: name };
}

function checkMember<T extends Part, F>(
  family: Family<T, F>,
  part: unknown,
): void {
  if (isMember(family, part)) return;
  const { kind, base } = family;
  throw new TypeError(
    `Cannot serialize ${kind}: expected one that derives from ${base.name}, received ${
      quote(part)
    }`,
  );
}

function classOf<T extends Part, F>(
  family: Family<T, F>,
  name: string,
  identifier: unknown,
): PartClass<T> {
  const { classes } = family;
  const aliases = aliasesOf(family);
  const wanted = family.anyCase ? name.toLowerCase() : name;
  const own = Object.hasOwn(aliases, wanted) ? aliases[wanted] : name;
  if (Object.hasOwn(classes, own)) return classes[own];
  const [short, long] = [Object.keys(aliases), Object.keys(classes)];
  // A config names classes, a program is more likely to use their short names.
  const names = isObjectConfig(identifier)
    ? [...long, ...short]
    : [...short, ...long];
  throw unknownIdentifier(family.kind, identifier, names);
}

/** All names of the classes but their own: those by rule, and the irregular ones. */
function aliasesOf(
  { classes, aliases, anyCase }: Pick<
    Family<Part, never>,
    "classes" | "aliases" | "anyCase"
  >,
): Readonly<Record<string, string>> {
  const regular = Object.keys(classes).map((name) => [
    anyCase ? name.toLowerCase() : snakeName(name),
    name,
  ]);
  return { ...Object.fromEntries(regular), ...aliases };
}

/** A member made by a class, or of a function. */
function made<T extends Part, F>(
  family: Family<T, F>,
  maker: unknown,
  identifier: unknown = maker,
): T {
  if (isClassOf(family, maker)) return Reflect.construct(maker, []);
  if (family.wrap && isCallable(maker)) return family.wrap(maker as F);
  throw unknownIdentifier(family.kind, identifier, []);
}

/** Whether a value is of a family, and not of another, whose members look alike. */
function isMember<T extends Part, F>(
  { base }: Family<T, F>,
  value: unknown,
): value is T {
  return value instanceof base || value instanceof FunctionPart;
}

function isClassOf<T extends Part, F>(
  { base }: Family<T, F>,
  value: unknown,
): value is PartClass<T> {
  return typeof value === "function" && value.prototype instanceof base;
}

function isWrapper(value: object): value is Wrapper {
  return "function" in value && typeof value.function === "function";
}

/** Rows of schemas: the kinds of options there are. */

import type {
  CustomObjects,
  ObjectConfig,
  SerializedObject,
} from "./serialization.ts";
import { checkArgumentCount, checkOptions } from "./options.ts";
import { type Place, refuse, type Row } from "./schema.ts";

const ACTION = "make a row";

/** A row whose values `read` takes, giving `undefined` for others; `usual` stands for what is not given. */
export function row<In, Out = In>(
  expected: string,
  read: (value: unknown) => Out | undefined,
  usual?: In,
): Row<In, Out> {
  checkArgumentCount(ACTION, arguments, 3);
  return {
    read(value: unknown, place: Place): Out {
      const held = read(value === undefined ? usual : value);
      return held === undefined ? refuse(place, expected, value) : held;
    },
  };
}

/** `null`, or what a row reads; `usual` stands for what is not given. */
export function nullable<In, Out>(
  inner: Row<In, Out>,
  usual: In | null = null,
): Row<In | null, Out | null> {
  checkArgumentCount(ACTION, arguments, 2);
  return {
    ...inner,
    read(value, place) {
      const given = value === undefined ? usual : value;
      return given === null ? null : inner.read(given, place);
    },
    write: (value) => {
      if (value === null || !inner.write) return value;
      return inner.write(value);
    },
  };
}

/** A row under further names in configs: its name in Keras's config where no rule gives it, and older ones. */
export function named<In, Out>(
  inner: Row<In, Out>,
  names: Pick<Row<In, Out>, "key" | "aliases">,
): Row<In, Out> {
  checkArgumentCount(ACTION, arguments, 2);
  return { ...inner, ...names };
}

/** A boolean, and nothing that merely counts as one. */
export function flag(usual?: boolean): Row<boolean> {
  checkArgumentCount(ACTION, arguments, 1);
  return row(
    "true or false",
    (value) => typeof value === "boolean" ? value : undefined,
    usual,
  );
}

/** A string. */
export function text(usual?: string): Row<string> {
  checkArgumentCount(ACTION, arguments, 1);
  return row(
    "a string",
    (value) => typeof value === "string" ? value : undefined,
    usual,
  );
}

/** The bounds of a number. */
export interface Bounds {
  /** The smallest that is allowed. */
  readonly least?: number;
  /** The largest that is allowed. */
  readonly most?: number;
  /** What it has to be above. */
  readonly above?: number;
  /** What it has to be below. */
  readonly below?: number;
}

const BOUNDS: readonly string[] = ["least", "most", "above", "below"];

/** A finite number. */
export function number(usual?: number, bounds: Bounds = {}): Row<number> {
  checkArgumentCount(ACTION, arguments, 2);
  checkOptions(ACTION, bounds, BOUNDS);
  return row(
    `a finite number${shown(bounds)}`,
    (value) =>
      typeof value === "number" && Number.isFinite(value) &&
        isWithin(value, bounds)
        ? value
        : undefined,
    usual,
  );
}

/** An integer; Keras lets fractions through here and there. */
export function integer(usual?: number, bounds: Bounds = {}): Row<number> {
  checkArgumentCount(ACTION, arguments, 2);
  checkOptions(ACTION, bounds, BOUNDS);
  return row(
    `an integer${shown(bounds)}`,
    (value) => isInteger(value) && isWithin(value, bounds) ? value : undefined,
    usual,
  );
}

function isWithin(
  value: number,
  { least = -Infinity, most = Infinity, above = -Infinity, below = Infinity }:
    Bounds,
): boolean {
  return value >= least && value <= most && value > above && value < below;
}

function shown({ least, most, above, below }: Bounds): string {
  if (least !== undefined && most !== undefined) {
    return ` from ${least} to ${most}`;
  }
  if (least !== undefined) {
    return `, ${least} or more${
      below === undefined ? "" : ` and below ${below}`
    }`;
  }
  if (most !== undefined) {
    return above === undefined
      ? `, ${most} or less`
      : ` above ${above} and up to ${most}`;
  }
  if (above === undefined) return below === undefined ? "" : ` below ${below}`;
  return ` above ${above}${below === undefined ? "" : ` and below ${below}`}`;
}

/** An integer that is at least 1: how many there are of something. */
export function count(usual?: number): Row<number> {
  checkArgumentCount(ACTION, arguments, 1);
  return row(
    "a strictly positive integer",
    (value) => isInteger(value) && value >= 1 ? value : undefined,
    usual,
  );
}

/** One of a few names. */
export function oneOf<const Name extends string>(
  names: readonly Name[],
  usual?: Name,
): Row<Name> {
  checkArgumentCount(ACTION, arguments, 2);
  return row(
    `one of ${names.map((name) => `"${name}"`).join(", ")}`,
    (value) => names.find((name) => name === value),
    usual,
  );
}

/** One of a few names, in upper or lower case. */
export function oneOfAnyCase<const Name extends string>(
  names: readonly Name[],
  usual?: Name,
): Row<Name | Uppercase<Name>, Name> {
  checkArgumentCount(ACTION, arguments, 2);
  const exact = oneOf(names, usual);
  return {
    read: (value, place) => {
      const lower = typeof value === "string" ? value.toLowerCase() : value;
      const found = names.find((name) => name === lower);
      return found ?? exact.read(value, place);
    },
  };
}

/** `n` integers, each at least `least`; one integer stands for all. */
export function integers<N extends number>(
  n: N,
  usual?: number,
  least: 0 | 1 = 1,
): Row<number | readonly number[], Tuple<N>> {
  checkArgumentCount(ACTION, arguments, 3);
  const tuple = n === 1 ? "tuple of 1 integer" : `tuple of ${n} integers`;
  const each = n === 1 ? "" : "each ";
  return row(
    `an integer or a ${tuple}, ${each}at least ${least}`,
    (value) => {
      if (isInteger(value) && value >= least) {
        return new Array<number>(n).fill(value) as unknown as Tuple<N>;
      }
      const list: readonly unknown[] = Array.isArray(value) ? value : [];
      const isRight = list.length === n &&
        // Holes count as what they are.
        [...list].every((one) => isInteger(one) && one >= least);
      return isRight ? [...list] as unknown as Tuple<N> : undefined;
    },
    usual,
  );
}

/** So many numbers. */
export type Tuple<N extends number> = N extends 1 ? readonly [number]
  : N extends 2 ? readonly [number, number]
  : N extends 3 ? readonly [number, number, number]
  : readonly number[];

/** One axis, or several; negative ones are counted from the back. */
export type AxisLike = number | readonly number[];

/** One axis or a list of at least one. */
export function axes(usual?: AxisLike): Row<AxisLike> {
  checkArgumentCount(ACTION, arguments, 1);
  return row(
    "an integer or a list of integers",
    (value) => {
      // Copied, so that holes count as what they are.
      const list: unknown[] = Array.isArray(value) ? [...value] : [value];
      const isRight = list.length > 0 && list.every(isInteger);
      if (!isRight) return undefined;
      return (Array.isArray(value) ? list : value) as AxisLike;
    },
    usual,
  );
}

/** What finds the members of a family, and writes them down. */
interface Finder<In, Out> {
  get(identifier: In | null | undefined): Out;
  serialize(member: Out): SerializedObject | string | null;
  deserialize?(
    config: ObjectConfig,
    customObjects?: CustomObjects,
  ): NonNullable<Out>;
}

/** A member of a family, as an identifier means it; `usual` stands for what is not given, or `null`. */
export function part<In, Out>(
  family: Finder<In, Out>,
  usual: In,
): Row<In | null, NonNullable<Out>>;
/** The same, none if it is not given. */
export function part<In, Out>(
  family: Finder<In, Out>,
  usual?: null,
): Row<In | null, Out>;
export function part<In, Out>(
  family: Finder<In, Out>,
  usual: In | null = null,
): Row<In | null, Out> {
  checkArgumentCount(ACTION, arguments, 2);
  const { get, serialize, deserialize } = family;
  return {
    read: (value) =>
      get(value === undefined || value === null ? usual : value as In),
    write: serialize,
    revive: deserialize,
    usual,
  };
}

/** An option of a class above, whose value this one has settled. */
export function settled<T>(value: T): Row<never, T> {
  checkArgumentCount(ACTION, arguments, 1);
  return { read: () => value, write: () => undefined, isSettled: true };
}

/** A list whose entries are all of one kind, which `words` name: `listOf("integers", isInteger)`; `[]` too. */
export function listOf<One>(
  words: string,
  isOne: (value: unknown) => value is One,
  usual?: readonly One[],
): Row<readonly One[]> {
  checkArgumentCount(ACTION, arguments, 3);
  return row(
    `a list of ${words}`,
    (value) => {
      if (!Array.isArray(value)) return undefined;
      // Copied, so that holes count as what they are.
      const list: unknown[] = [...value];
      return list.every(isOne) ? list : undefined;
    },
    usual,
  );
}

/** Whether a value is a finite number. */
export function isFiniteNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

/** Whether a value is an integer that float64 holds. */
export function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

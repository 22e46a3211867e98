/** Arguments of layers: checked, with what Keras says of them, and brought to one form. */

import { ValueError } from "../config/errors.ts";
import type { DataFormat } from "../autograd/ops/options.ts";
import type { Padding, Pair } from "../autograd/ops/conv_geometry.ts";
import { drawSeed, SeedGenerator } from "../autograd/random.ts";
import { imageDataFormat } from "./image_data_format.ts";
import { checkNumber, quote } from "../config/checks.ts";

/** One integer for both spatial axes, or `[height, width]`. */
export type PairLike = number | readonly number[];

/**
 * The two integers, each at least `least`, that `value` stands for.
 *
 * @throws {ValueError} if it is something else.
 */
export function toPair(
  owner: string,
  argument: string,
  value: unknown,
  least: 0 | 1 = 1,
): Pair {
  const pair: readonly unknown[] = Array.isArray(value)
    ? value
    : [value, value];
  const [height, width] = pair;
  if (
    pair.length === 2 && isInteger(height, least) && isInteger(width, least)
  ) return [height, width];
  throw new ValueError(
    `Cannot make ${owner}: expected ${argument} to be an integer or a tuple of 2 integers, each at least ${least}, received ${
      quote(value)
    }`,
  );
}

/**
 * The one integer, at least `least`, that `value` stands for: itself, or the only entry of a list.
 *
 * @throws {ValueError} if it is something else.
 */
export function toSingle(
  owner: string,
  argument: string,
  value: unknown,
  least: 0 | 1 = 1,
): number {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const [single] = list;
  if (list.length === 1 && isInteger(single, least)) return single;
  throw new ValueError(
    `Cannot make ${owner}: expected ${argument} to be an integer or a tuple of 1 integer, at least ${least}, received ${
      quote(value)
    }`,
  );
}

/**
 * An integer that is at least 1. Keras lets fractions through here and there; here they are refused.
 *
 * @throws {ValueError} if it is something else.
 */
export function toCount(
  owner: string,
  argument: string,
  value: unknown,
): number {
  if (isInteger(value, 1)) return value;
  throw new ValueError(
    `Cannot make ${owner}: expected ${argument} to be a strictly positive integer, received ${
      quote(value)
    }`,
  );
}

/**
 * A boolean, and nothing that merely counts as one.
 *
 * @throws {ValueError} if it is something else.
 */
export function toBoolean(
  owner: string,
  argument: string,
  value: unknown,
): boolean {
  if (typeof value === "boolean") return value;
  throw new ValueError(
    `Cannot make ${owner}: expected ${argument} to be true or false, received ${
      quote(value)
    }`,
  );
}

/**
 * The padding that is meant, in upper or lower case. Keras's "causal" is for one spatial axis only.
 *
 * @throws {ValueError} if it is neither "valid" nor "same".
 */
export function toPadding(owner: string, value: unknown): Padding {
  return toName(owner, "padding", value, ["valid", "same"]);
}

/**
 * The data format that is meant, in upper or lower case; the default one for `null`.
 *
 * @throws {ValueError} if there is none of that name.
 */
export function toDataFormat(owner: string, value: unknown): DataFormat {
  if (value === null || value === undefined) return imageDataFormat();
  const formats = ["channels_last", "channels_first"] as const;
  return toName(owner, "dataFormat", value, formats);
}

/** One axis, or several; negative ones are counted from the back. */
export type AxisLike = number | readonly number[];

/**
 * The axes that are meant, as a list.
 *
 * @throws {ValueError} if one is no integer, or there is none.
 */
export function toAxisList(owner: string, axis: unknown): readonly number[] {
  const axes: readonly unknown[] = Array.isArray(axis) ? axis : [axis];
  const right = axes.every((one): one is number => Number.isSafeInteger(one));
  if (right && axes.length > 0) return axes as readonly number[];
  throw new ValueError(
    `Cannot make ${owner}: expected axis to be an integer or a list of integers, received ${
      quote(axis)
    }`,
  );
}

/**
 * A finite number from `least` on, to `most` if that is given.
 *
 * @throws {ValueError} if it is something else.
 */
export function checkAtLeast(
  owner: string,
  argument: string,
  value: unknown,
  least: number,
  most = Infinity,
): number {
  const number = checkNumber(owner, argument, value);
  if (number >= least && number <= most) return number;
  throw new ValueError(
    `Cannot make ${owner}: expected ${argument} to be ${
      most === Infinity ? `at least ${least}` : `from ${least} to ${most}`
    }, received ${number}`,
  );
}

/**
 * The random numbers that a layer draws: from its seed on, or from one of the default stream.
 *
 * @throws {ValueError} if the seed is neither an integer, 0 or more, nor `null`.
 */
export function toSeed(owner: string, seed: unknown): SeedGenerator {
  if (seed === null || isInteger(seed, 0)) {
    return new SeedGenerator({ seed: seed ?? drawSeed() });
  }
  throw new ValueError(
    `Cannot make ${owner}: expected seed to be an integer, 0 or more, or null, received ${
      quote(seed)
    }`,
  );
}

/**
 * One of a few names that is meant, in upper or lower case.
 *
 * @throws {ValueError} if it is none of them.
 */
export function toName<Name extends string>(
  owner: string,
  argument: string,
  value: unknown,
  names: readonly Name[],
): Name {
  const lower = typeof value === "string" ? value.toLowerCase() : undefined;
  const found = names.find((name) => name === lower);
  if (found !== undefined) return found;
  throw new ValueError(
    `Cannot make ${owner}: expected ${argument} to be one of ${
      names.map(quote).join(", ")
    }, received ${quote(value)}`,
  );
}

function isInteger(value: unknown, least: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least;
}

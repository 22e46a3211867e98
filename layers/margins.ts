/** Margins of images: the cells that padding adds and cropping takes away. */

import { ValueError } from "../backends/errors.ts";
import type { Pair } from "../autograd/ops/conv_geometry.ts";
import { toPair } from "./arguments.ts";
import { quote } from "./options.ts";

/** One integer for all borders, `[rows, columns]` for both of each, or `[[top, bottom], [left, right]]`. */
export type MarginsLike = number | readonly (number | readonly number[])[];

/** `[[top, bottom], [left, right]]`. */
export type Margins = readonly [Pair, Pair];

/**
 * The margins that are meant.
 *
 * @throws {ValueError} if they are something else than integers, 0 or more.
 */
export function toMargins(
  owner: string,
  argument: string,
  value: unknown,
): Margins {
  if (!Array.isArray(value)) {
    const both = toPair(owner, argument, value, 0);
    return [both, both];
  }
  if (value.length === 2) {
    const [rows, columns]: unknown[] = value;
    return [
      toPair(owner, argument, rows, 0),
      toPair(owner, argument, columns, 0),
    ];
  }
  throw new ValueError(
    `Cannot make ${owner}: expected ${argument} to be an integer, two of them, or two pairs of them, received ${
      quote(value)
    }`,
  );
}

/** How far layers of augmentation go: rows of a number, or of two between which is drawn. */

import { isFiniteNumber, row } from "../../config/rows.ts";
import type { Row } from "../../config/schema.ts";
import type { Pair } from "../../autograd/ops/conv_geometry.ts";

/**
 * A number, which most layers take to both sides of 0, or the two numbers between which is drawn.
 * @category Preprocessing layers
 */
export type Factor = number | readonly number[];

/** What a factor may be. */
interface Range {
  /** In words. */
  readonly words: string;
  /** Whether a number is in it. */
  readonly has: (value: number) => boolean;
}

/** From -1 to 1. */
export const SIGNED: Range = {
  words: "from -1 to 1",
  has: (value) => value >= -1 && value <= 1,
};

/** Above -1, where nothing would be left, and up to 1. */
export const ABOVE_MINUS_ONE: Range = {
  words: "above -1 and up to 1",
  has: (value) => value > -1 && value <= 1,
};

/** From 0 to 1. */
export const SHARE: Range = {
  words: "from 0 to 1",
  has: (value) => value >= 0 && value <= 1,
};

/** The row of a factor, held as `hold` has it. */
export function factor<Out extends Factor>(
  { words, has }: Range,
  hold: (value: Factor) => Out,
): Row<Factor, Out> {
  return {
    ...row(`a number ${words}, or two of them`, (value) => {
      // Copied, so that holes count as what they are.
      const list: readonly unknown[] = Array.isArray(value)
        ? [...value]
        : [value];
      const isRight = list.every((one) => isFiniteNumber(one) && has(one)) &&
        (!Array.isArray(value) || list.length === 2);
      if (!isRight) return undefined;
      return hold((Array.isArray(value) ? list : value) as Factor);
    }),
    write: (held) => typeof held === "number" ? held : [...held as Pair],
  };
}

/** The numbers between which is drawn, the lower first. */
export function boundsOf(value: Factor): Pair {
  const [one, other] = typeof value === "number" ? [-value, value] : value;
  return [Math.min(one, other), Math.max(one, other)];
}

/** The row of the values that images have: `[low, high]`. */
export function valueRange(): Row<readonly number[], Pair> {
  return {
    ...row<readonly number[], Pair>("a list of two numbers", (value) => {
      const list: readonly unknown[] = Array.isArray(value) ? [...value] : [];
      if (list.length !== 2 || !list.every(isFiniteNumber)) return undefined;
      return boundsOf(list);
    }, [0, 255]),
    write: (held) => [...held],
  };
}

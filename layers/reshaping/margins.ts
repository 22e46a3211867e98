/** Margins around images and volumes, as an option of layers. */

import type { Pair } from "../../autograd/ops/conv_geometry.ts";
import { isInteger, row } from "../../config/rows.ts";
import type { Row } from "../../config/schema.ts";

/**
 * One integer for all borders, one for each axis, or a pair for each: `[[top, bottom], [left, right]]`.
 * @category Reshaping layers
 */
export type MarginsLike = number | readonly (number | readonly number[])[];

/**
 * `[[top, bottom], [left, right]]`.
 * @category Reshaping layers
 */
export type Margins = readonly [Pair, Pair];

/**
 * `[[front, back], [top, bottom], [left, right]]`.
 * @category Reshaping layers
 */
export type VolumeMargins = readonly [Pair, Pair, Pair];

const COUNTS = { 2: "two", 3: "three" };

/** The row of margins on each of so many axes. */
export function margins(rank: 2, usual: number): Row<MarginsLike, Margins>;
/** The same of volumes. */
export function margins(
  rank: 3,
  usual: number,
): Row<MarginsLike, VolumeMargins>;
export function margins(
  rank: 2 | 3,
  usual: number,
): Row<MarginsLike, readonly Pair[]> {
  const many = COUNTS[rank];
  return {
    ...row(
      `an integer, 0 or more, ${many} of them, or ${many} pairs of them`,
      (value: unknown) => {
        const pairs = spread(value, rank).map((one) => spread(one, 2));
        const isRight = pairs.length === rank &&
          pairs.every((pair) => pair.length === 2 && pair.every(isCount));
        return isRight ? pairs as unknown as readonly Pair[] : undefined;
      },
      usual,
    ),
    write: (margins) => margins.map((pair) => [...pair]),
  };
}

/** The pair of each axis; steps have one axis, whose pair stands alone. */
export function pairsOf(
  margins: Pair | Margins | VolumeMargins,
): readonly Pair[] {
  const [first] = margins;
  return typeof first === "number" ? [margins as Pair] : margins as Margins;
}

/** A list without holes as it is, another value as a list of so many. */
function spread(value: unknown, count: number): readonly unknown[] {
  return Array.isArray(value) ? [...value] : new Array(count).fill(value);
}

function isCount(value: unknown): boolean {
  return isInteger(value) && value >= 0;
}

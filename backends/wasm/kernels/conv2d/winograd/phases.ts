/**
 * The stride phases of a convolution by Winograd's minimal filtering, and the products that each needs.
 *
 * All phases have `ceil(kernel / stride)` taps or one less; one with less does without the product that only the missing
 * tap needs: a kernel of 3 with strides of 2 takes 25 products for the 36 of its taps.
 */

import { groupBy } from "../../../../../config/group_by.ts";
import { type AxisPhase, tapsOfPhase } from "../stride_phases.ts";
import type { PhaseTaps } from "./kernel.ts";
import { type Missing, type TapCount, WINOGRAD } from "./matrices.ts";

/** What is known of a phase. */
export interface HasTaps {
  /** The taps that it has. */
  readonly taps: PhaseTaps;
}

/** A phase of the wide side of a convolution. */
export interface WidePhase extends HasTaps {
  /** The remainders that its positions leave when they are divided by the strides. */
  readonly remainder: readonly [number, number];
}

/** All taps, and none missing. */
export function whole(count: TapCount): PhaseTaps {
  return { count, missing: [undefined, undefined] };
}

/** The taps that any of several phases has. */
export function common(phases: readonly HasTaps[]): PhaseTaps {
  const [{ taps: { count, missing: [row, column] } }] = phases;
  const lack = (axis: 0 | 1): boolean =>
    phases.every(({ taps: { missing } }) => missing[axis]);
  return {
    count,
    missing: [lack(0) ? row : undefined, lack(1) ? column : undefined],
  };
}

/** The phases of a kernel's taps, the last one of which may be missing. */
export function widePhases(
  kernel: readonly [number, number],
  strides: readonly [number, number],
  count: TapCount,
): WidePhase[] {
  const missing = (remainder: number, axis: 0 | 1): Missing | undefined => {
    const taps = tapsOfPhase(kernel[axis], strides[axis], remainder);
    return taps.length === count ? undefined : "last";
  };
  const phases = Array.from({ length: strides[0] * strides[1] }, (_, i) => {
    const row = Math.floor(i / strides[1]), column = i % strides[1];
    const lacks = [missing(row, 0), missing(column, 1)] as const;
    return {
      remainder: [row, column] as const,
      taps: { count, missing: lacks },
    };
  });
  return inOrder(phases);
}

/** Phases in an order in which those that need an element of the spectra always follow each other. */
export function inOrder<Phase extends HasTaps>(
  phases: readonly Phase[],
): Phase[] {
  const place = ({ taps: { missing: [row, column] } }: Phase): number =>
    row ? column ? 3 : 2 : column ? 0 : 1;
  return phases.toSorted((a, b) => place(a) - place(b));
}

/** The range of phases in order that need an element of the spectra. */
export function needing(
  phases: readonly HasTaps[],
  element: number,
): readonly [from: number, end: number] {
  const need = phases.map(({ taps: { count, missing } }) => {
    const products = WINOGRAD[count].data.length;
    const at = [Math.floor(element / products), element % products];
    return missing.every((tap, axis) =>
      !tap || at[axis] !== (tap === "first" ? 0 : products - 1)
    );
  });
  const from = need.indexOf(true);
  return from < 0 ? [0, 0] : [from, need.lastIndexOf(true) + 1];
}

/** A phase of both axes. */
export interface OutputPhase extends HasTaps {
  /** Its outputs down. */
  readonly row: AxisPhase;
  /** Its outputs across. */
  readonly column: AxisPhase;
}

/** Phases that see the same inputs, in order (see `inOrder`). */
export type Group = readonly OutputPhase[];

/** The last input that the first output of a phase sees, and the tap that it sees it by. */
export function lastOf(
  { taps }: AxisPhase,
): { readonly tap: number; readonly input: number } {
  return taps[taps.length - 1];
}

/** The phases of both axes together, by the inputs that they see. */
export function groupsOf(
  [rows, columns]: readonly (readonly AxisPhase[])[],
  count: TapCount,
): Group[] {
  // Inputs ascend as taps descend, so that it is the first one that may be missing.
  const missing = ({ taps }: AxisPhase): Missing | undefined =>
    taps.length < count ? "first" : undefined;
  const phases = rows.flatMap((row) =>
    columns.map((column): OutputPhase => ({
      row,
      column,
      taps: { count, missing: [missing(row), missing(column)] },
    }))
  );
  const groups = groupBy(
    phases,
    ({ row, column }) => `${lastOf(row).input},${lastOf(column).input}`,
  );
  return [...groups.values()].map(inOrder);
}

/** The stride phases of a transposed convolution, together with those that see the same inputs. */

import type { AxisPhase } from "../stride_phases.ts";
import type { Missing } from "./matrices.ts";
import { type HasTaps, inOrder } from "./phases.ts";

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
  count: 2 | 3,
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
  const groups = Map.groupBy(
    phases,
    ({ row, column }) => `${lastOf(row).input},${lastOf(column).input}`,
  );
  return [...groups.values()].map(inOrder);
}

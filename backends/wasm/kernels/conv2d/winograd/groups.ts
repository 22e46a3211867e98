/** The stride phases of a transposed convolution, together with those that see the same inputs. */

import type { Conv2DGeometry } from "../../../../backend.ts";
import type { Conv2DShapes } from "../shapes.ts";
import type { Missing } from "./matrices.ts";
import { type HasTaps, inOrder } from "./phases.ts";

/** Outputs `first`, `first + stride`, ... of an axis: the taps `rest`, `rest + stride`, ... see inputs up to `input`. */
export interface AxisPhase {
  /** The first output. */
  readonly first: number;
  /** The first tap. */
  readonly rest: number;
  /** The last input that the first output sees. */
  readonly input: number;
  /** How many outputs there are. */
  readonly count: number;
  /** Inputs ascend as taps descend, so that it is the first one that may be missing. */
  readonly missing: Missing | undefined;
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

/** The phases of both axes, inputs ascending. */
export function axisPhases(
  { x, w }: Conv2DShapes,
  { strides, padding }: Conv2DGeometry,
  taps: 2 | 3,
): readonly [rows: AxisPhase[], columns: AxisPhase[]] {
  const along = (axis: 0 | 1): AxisPhase[] => {
    const stride = strides[axis], length = x[axis + 1];
    return Array.from({ length: Math.min(stride, length) }, (_, first) => {
      const rest = (first + padding[axis]) % stride;
      return {
        first,
        rest,
        input: Math.floor((first + padding[axis]) / stride),
        count: Math.ceil((length - first) / stride),
        missing: rest + (taps - 1) * stride < w[axis] ? undefined : "first",
      };
    });
  };
  return [along(0), along(1)];
}

/** The phases of both axes together, by the inputs that they see. */
export function groupsOf(
  [rows, columns]: readonly [AxisPhase[], AxisPhase[]],
  count: 2 | 3,
): Group[] {
  const phases = rows.flatMap((row) =>
    columns.map((column): OutputPhase => ({
      row,
      column,
      taps: { count, missing: [row.missing, column.missing] },
    }))
  );
  const groups = Map.groupBy(
    phases,
    ({ row, column }) => `${row.input},${column.input}`,
  );
  return [...groups.values()].map(inOrder);
}

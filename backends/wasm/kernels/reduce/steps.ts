/**
 * Reduces four rows in one step: sums that lie in memory are then read and written once for every four rows, which takes
 * most of the time if the expression is a simple one. If it is not, the same rows come one after the other.
 */

import type { Axis } from "../../../view.ts";
import { type Expr, input, substitute } from "../../../expr.ts";
import { prepare, type Prepared } from "../../../prepare.ts";
import { type Loop, shifted } from "../../rows/loop.ts";
import { ROWS } from "./order.ts";

/** Steps of an expression that count as a simple one. */
const FEW_STEPS = 8;

const known = new WeakMap<Expr, Map<string, readonly Expr[]>>();

/** A reduction, whose operands are the inputs of the prepared expressions and the outputs. */
export interface PreparedReduction {
  /** The terms: the expressions of a row, then those of the next one of a step. */
  readonly prepared: Prepared;
  /** Over what. */
  readonly loop: Loop;
  /** Rows of a step. */
  readonly rows: number;
  /** The rows of a step, if they come one after the other. */
  readonly apart?: Axis;
}

/** The reduction in steps of four rows, which lie a quarter of an axis apart. */
export function reduceInSteps(
  maps: readonly Expr[],
  prepared: Prepared,
  loop: Loop,
  cut: number,
): PreparedReduction {
  const { axes, addresses } = loop, inputs = prepared.inputs.length;
  const { size, strides } = axes[cut], quarter = size / ROWS;
  if (prepared.steps.length > FEW_STEPS || inputs === 0) {
    const apart = {
      size: ROWS,
      strides: strides.map((stride) => stride * quarter),
    };
    const shorter = axes.with(cut, { size: quarter, strides });
    return { prepared, loop: { addresses, axes: shorter }, rows: 1, apart };
  }
  const numbers = new Map(prepared.inputs.map((index, i) => [index, i]));
  const moves = strides.slice(0, inputs).map((stride) => stride !== 0);
  const inputOf = (index: number, row: number): number => {
    const i = numbers.get(index)!;
    return moves[i] ? i + row * inputs : i;
  };
  const key = `${moves} ${prepared.inputs}`;
  const all = maps.map((map) => rowsOf(map, inputOf, key));
  const joined = prepare(
    Array.from({ length: ROWS }, (_, row) => all.map((rows) => rows[row]))
      .flat(),
  );
  const copies = joined.inputs.map((index) => [
    index % inputs,
    Math.floor(index / inputs),
  ]);
  const spread = (all: readonly number[]): number[] => [
    ...copies.map(([i]) => all[i]),
    ...all.slice(inputs),
  ];
  const starts = copies.map(([i, row]) =>
    shifted([addresses[i]], [strides[i]], row * quarter)[0]
  );
  return {
    prepared: joined,
    loop: {
      addresses: [...starts, ...addresses.slice(inputs)],
      axes: axes.map((axis, i) => ({
        size: i === cut ? quarter : axis.size,
        strides: spread(axis.strides),
      })),
    },
    rows: ROWS,
  };
}

/** The map of each row; the very same objects for equal questions. */
function rowsOf(
  map: Expr,
  inputOf: (index: number, row: number) => number,
  key: string,
): readonly Expr[] {
  const all = known.get(map) ?? new Map<string, readonly Expr[]>();
  known.set(map, all);
  const made = all.get(key) ??
    Array.from(
      { length: ROWS },
      (_, row) => substitute(map, (index) => input(inputOf(index, row))),
    );
  all.set(key, made);
  return made;
}

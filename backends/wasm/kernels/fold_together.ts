/**
 * Folds four rows in one step: sums that lie in memory are then read and written once for every four rows, which takes
 * most of the time if the expression is a simple one.
 */

import type { ReduceFn } from "../../backend.ts";
import { binary, type Expr, input, substitute } from "../../expr.ts";
import { prepare, type Prepared } from "../../prepare.ts";
import { type Loop, shifted } from "../rows/loop.ts";
import { isFolded } from "./fold.ts";

/** Rows of one step. */
const ROWS = 4;
/** Steps of an expression that count as a simple one. */
const FEW_STEPS = 8;
/** Rows that are worth it. */
const LEAST_ROWS = 64;

const JOINED: Readonly<Record<ReduceFn, "add" | "max">> = {
  sum: "add",
  max: "max",
};
const known = new WeakMap<Expr, Map<string, Expr>>();

/** A fold, whose operands are the inputs of the prepared expressions and the outputs. */
export interface PreparedFold {
  /** What is folded. */
  readonly prepared: Prepared;
  /** Over what. */
  readonly loop: Loop;
}

/**
 * The same fold with expressions of four rows, which lie a quarter of an axis apart; or the fold as it was, if they
 * are not simple enough, or it has no such axis, or folds along its rows.
 */
export function foldTogether(
  fn: ReduceFn,
  maps: readonly Expr[],
  { prepared, loop }: PreparedFold,
): PreparedFold {
  const { axes, addresses } = loop;
  const inputs = prepared.inputs.length;
  const cut = axes.findIndex((axis) =>
    isFolded(axis) && axis.size % ROWS === 0 && axis.size >= LEAST_ROWS
  );
  const isSimple = prepared.steps.length <= FEW_STEPS &&
    inputs > 0 && !isFolded(axes[axes.length - 1]);
  if (cut < 0 || !isSimple) return { prepared, loop };

  const { size, strides } = axes[cut];
  const numbers = new Map(prepared.inputs.map((index, i) => [index, i]));
  const moves = strides.slice(0, inputs).map((stride) => stride !== 0);
  const inputOf = (index: number, row: number): number => {
    const i = numbers.get(index)!;
    return moves[i] ? i + row * inputs : i;
  };
  const key = `${fn} ${moves} ${prepared.inputs}`;
  const joined = prepare(
    maps.map((map) => joinRows(JOINED[fn], map, inputOf, key)),
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
    shifted([addresses[i]], [strides[i]], row * size / ROWS)[0]
  );
  return {
    prepared: joined,
    loop: {
      addresses: [...starts, ...addresses.slice(inputs)],
      axes: axes.map((axis, i) => ({
        size: i === cut ? size / ROWS : axis.size,
        strides: spread(axis.strides),
      })),
    },
  };
}

/** The map of all rows, joined; the very same object for equal questions. */
function joinRows(
  fn: "add" | "max",
  map: Expr,
  inputOf: (index: number, row: number) => number,
  key: string,
): Expr {
  const all = known.get(map) ?? new Map<string, Expr>();
  known.set(map, all);
  const made = all.get(key);
  if (made) return made;
  const [a, b, c, d] = Array.from(
    { length: ROWS },
    (_, row) => substitute(map, (index) => input(inputOf(index, row))),
  );
  const expr = binary(fn, binary(fn, a, b), binary(fn, c, d));
  all.set(key, expr);
  return expr;
}

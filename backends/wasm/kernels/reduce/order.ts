/**
 * The order in which a reduction takes its terms. It follows from the shape and the reduced axes alone: neither the
 * expression nor the layout of the operands in memory counts. So a reduction gives the same bits whatever is fused with it.
 */

import type { Shape } from "../../../view.ts";
import { LONG_ROW, WORTH_WHILE } from "../../rows/repeats.ts";
import { partedAxis } from "../../rows/split.ts";

/** Rows taken in one step, a quarter of an axis apart: sums in memory are then read and written once for all of them. */
export const ROWS = 4;
/** The least rows for which that pays. */
const LEAST_ROWS = 64;
/** Terms of a job, whatever is computed of each; the most jobs. */
const JOB_TERMS = 262144, MOST_JOBS = 32;

/** Neighbouring axes that are all reduced or all kept, without those of size 1. */
export interface Group {
  /** Elements along them. */
  readonly size: number;
  /** Whether they are reduced. */
  readonly isReduced: boolean;
  /** Their numbers. */
  readonly axes: readonly number[];
}

/** How the terms of a reduction are taken. */
export interface ReduceOrder {
  /** The axes; they alternate. */
  readonly groups: readonly Group[];
  /** The group of which four rows are taken in one step, if any. */
  readonly cut?: number;
  /** The group that is reduced in parts, which are then reduced once more, and the number of parts. */
  readonly parted?: { readonly group: number; readonly count: number };
  /** Whether rows are joined to longer ones, whose elements are reduced in the end. */
  readonly isJoined: boolean;
  /** Groups that every operand has to step through as through one axis. */
  readonly whole: ReadonlySet<number>;
}

/** The most orders that are remembered. */
const MOST_KNOWN = 1024;
const known = new Map<string, ReduceOrder>();

/** The order of a reduction from a shape to another, neither of them empty nor equal. */
export function orderOf(from: Shape, to: Shape): ReduceOrder {
  const key = `${from}>${to}`, found = known.get(key);
  if (found) return found;
  if (known.size >= MOST_KNOWN) known.clear();
  const order = findOrder(from, to);
  known.set(key, order);
  return order;
}

function findOrder(from: Shape, to: Shape): ReduceOrder {
  const groups = groupsOf(from, to), last = groups.length - 1;
  const isAlong = groups[last].isReduced;
  const found = groups.findIndex(({ size, isReduced }) =>
    isReduced && size % ROWS === 0 && size >= LEAST_ROWS
  );
  const cut = isAlong || found < 0 ? undefined : found;
  const steps = groups.map(({ size }, i) => i === cut ? size / ROWS : size);
  const terms = groups.reduce((product, { size }) => product * size, 1);
  const count = Math.min(MOST_JOBS, terms / JOB_TERMS);
  const reduced = groups.map(({ isReduced }) => isReduced);
  const group = partedAxis(steps, reduced, count);
  const parted = group < 0 ? undefined : { group, count };
  const isJoined = !isAlong && groups.length === 2 &&
    steps[last] < LONG_ROW && steps[0] * steps[last] >= WORTH_WHILE;
  const whole = new Set([
    ...isAlong ? [last] : [],
    ...cut === undefined ? [] : [cut],
    ...parted ? [parted.group] : [],
    ...isJoined ? [0, 1] : [],
  ]);
  return { groups, cut, parted, isJoined, whole };
}

function groupsOf(from: Shape, to: Shape): Group[] {
  const groups: Group[] = [];
  from.forEach((size, axis) => {
    if (size === 1) return;
    const isReduced = to[axis] === 1, before = groups.at(-1);
    if (before?.isReduced !== isReduced) {
      groups.push({ size, isReduced, axes: [axis] });
      return;
    }
    groups[groups.length - 1] = {
      size: before.size * size,
      isReduced,
      axes: [...before.axes, axis],
    };
  });
  return groups;
}

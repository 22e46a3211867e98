/** Kernels that a backend may run row by row: what one of them reads of another lies in the row that it works on. */

import type { View } from "../view.ts";
import type { Launch, Place } from "./plan.ts";

/** Marks the first of those launches, next to each other, that share rows. */
export function joinRows(launches: readonly Launch[]): Launch[] {
  const joined = [...launches];
  for (let from = 0; from < launches.length;) {
    let count = 1, axes = 0;
    while (from + count < launches.length) {
      const shared = sharedAxes(launches.slice(from, from + count + 1));
      if (shared === 0) break;
      axes = shared;
      count++;
    }
    if (count > 1) {
      joined[from] = { ...launches[from], together: { count, axes } };
    }
    from += count;
  }
  return joined;
}

/** How many axes make up the rows of launches; 0 if they share none, or the last needs nothing of the others. */
function sharedAxes(group: readonly Launch[]): number {
  const last = group[group.length - 1], before = group.slice(0, -1);
  if (last.kind === "call" || before[0].kind === "call") return 0;
  const needs = before.some(({ outs }) =>
    outs.some((out) => last.inputs.some(({ buffer }) => buffer === out.buffer))
  );
  const axes = needs ? keptAxes(group) : 0;
  if (axes === 0) return 0;
  // What is written, or has its memory taken over, is seen in one way only.
  const views = new Map<number, View>();
  for (const { outs, inputs, reuses } of group) {
    const taken = inputs.filter(({ buffer }) =>
      reuses.some(([from]) => from === buffer)
    );
    for (const { buffer, view } of [...outs, ...taken]) views.set(buffer, view);
  }
  const isInRow = ({ buffer, view }: Place): boolean => {
    const other = views.get(buffer);
    return !other || hasSameRows(view, other, axes);
  };
  return group.every(({ inputs, outs }) => [...inputs, ...outs].every(isInRow))
    ? axes
    : 0;
}

/** How many of the first axes are of one size in all operands, so that no launch folds them; 0 if none folds others. */
function keptAxes(group: readonly Launch[]): number {
  const [{ outs: [{ view: { shape } }] }] = group;
  const all = group.flatMap(({ inputs, outs }) => [...inputs, ...outs]);
  if (all.some(({ view }) => view.shape.length !== shape.length)) return 0;
  const differs = shape.findIndex((size, axis) =>
    all.some(({ view }) => view.shape[axis] !== size)
  );
  return Math.max(0, differs);
}

function hasSameRows(a: View, b: View, axes: number): boolean {
  return a.offset === b.offset &&
    a.strides.slice(0, axes).every((stride, axis) =>
      a.shape[axis] === 1 || stride === b.strides[axis]
    );
}

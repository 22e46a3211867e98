/** What the cells along an axis are made of: the cells of another image, and in how few kernels. */

import { conv2dGeometry, type ConvAxes } from "./conv_geometry.ts";

/** Runs along an axis that one kernel takes together, at most. */
const MOST_TOGETHER = 2;

/** One of the cells that a cell is made of, along an axis. */
export interface Tap {
  /** Its place. */
  readonly from: number;
  /** What distinguishes it: its weight, or its place in a window. */
  readonly label: number;
}

/** What the cells along an axis are made of; but for the borders it repeats. */
export interface Taps {
  /** For each cell what it is made of. */
  readonly cells: readonly (readonly Tap[])[];
  /** After so many cells the taps repeat, ... */
  readonly period: number;
  /** ... moved on by so many cells. */
  readonly advance: number;
}

/** Cells along an axis, a period apart, that are made alike. */
interface Run {
  readonly start: number;
  readonly taps: readonly Tap[];
  readonly count: number;
}

/** The cells that windows hold, labelled by their places in them; what lies beyond the borders is left out. */
export function windowTaps(axes: ConvAxes): [Taps, Taps] {
  const { output, geometry } = conv2dGeometry(axes);
  const { strides, dilations, padding } = geometry;
  const along = (i: 0 | 1): Taps => ({
    cells: Array.from(
      { length: output[i] },
      (_, at) =>
        Array.from({ length: axes.kernel[i] }, (_, label) => ({
          from: at * strides[i] - padding[i] + label * dilations[i],
          label,
        })).filter(({ from }) => from >= 0 && from < axes.input[i]),
    ),
    period: 1,
    advance: strides[i],
  });
  return [along(0), along(1)];
}

/** Every cell made of what it was a tap of: the adjoint, for an axis of `size` cells. */
export function turned(
  { cells, period, advance }: Taps,
  size: number,
): Taps {
  const back = Array.from({ length: size }, (): Tap[] => []);
  cells.forEach((taps, at) =>
    taps.forEach(({ from, label }) => back[from].push({ from: at, label }))
  );
  return { cells: back, period: advance, advance: period };
}

/** Taps that leave an axis as it is. */
export function unchanged(size: number): Taps {
  const cells = Array.from({ length: size }, (_, from) => [{ from, label: 1 }]);
  return { cells, period: 1, advance: 1 };
}

/** The same cells made of some of their taps. */
export function someTaps(taps: Taps, from: number, to?: number): Taps {
  return { ...taps, cells: taps.cells.map((cell) => cell.slice(from, to)) };
}

/** How many taps a cell has at most. */
export function mostTaps({ cells }: Taps): number {
  return cells.reduce((most, taps) => Math.max(most, taps.length), 0);
}

/** Where the taps of runs begin, each place once. */
export function sourcesOf(runs: readonly Run[]): number[] {
  return [...new Set(runs.flatMap(({ taps }) => taps.map(({ from }) => from)))];
}

/** Runs of one length, a few at a time. */
export function bandsOf(taps: Taps): Run[][] {
  const bands: Run[][] = [];
  for (const run of trimmed(runsOf(taps), taps)) {
    const band = bands.find((runs) =>
      runs[0].count === run.count && runs.length < MOST_TOGETHER
    );
    if (band) band.push(run);
    else bands.push([run]);
  }
  return bands;
}

/** The long runs cut to the periods that all of them have, so that they are of one length; what is cut off stays. */
function trimmed(runs: readonly Run[], { period, advance }: Taps): Run[] {
  const most = Math.max(0, ...runs.map(({ count }) => count));
  const first = ({ start }: Run): number => Math.floor(start / period);
  const isLong = ({ count }: Run): boolean => 2 * count > most;
  const long = runs.filter(isLong);
  const begin = Math.max(...long.map(first));
  const end = Math.min(...long.map((run) => first(run) + run.count));
  if (begin >= end) return [...runs];
  return runs.flatMap((run) => {
    if (!isLong(run)) return run;
    const cuts = [0, begin - first(run), end - first(run), run.count];
    return cuts.slice(1).map((to, i): Run => ({
      start: run.start + cuts[i] * period,
      taps: run.taps.map(({ from, label }) => ({
        from: from + cuts[i] * advance,
        label,
      })),
      count: to - cuts[i],
    })).filter(({ count }) => count > 0);
  });
}

/** Joins cells that are a period apart and made alike. */
function runsOf({ cells, period, advance }: Taps): Run[] {
  const runs: Run[] = [];
  const last = new Map<number, number>();
  cells.forEach((taps, at) => {
    const number = last.get(at % period) ?? -1;
    const run = runs[number];
    const goesOn = run?.taps.length === taps.length &&
      taps.every(({ from, label }, i) =>
        label === run.taps[i].label &&
        from === run.taps[i].from + run.count * advance
      );
    if (goesOn) runs[number] = { ...run, count: run.count + 1 };
    else last.set(at % period, runs.push({ start: at, taps, count: 1 }) - 1);
  });
  return runs;
}

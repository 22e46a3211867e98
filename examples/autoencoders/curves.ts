/** The heartbeats that the detector learns from: made by us, or one's own. */

import { randomOf } from "../shared/random.ts";
import { UserError } from "../shared/run.ts";
import { type Heartbeat, heartbeatOf } from "./heartbeats.ts";

/** The file is not there, or holds something else. */
export class CurvesError extends UserError {
  override readonly name = "CurvesError";
}

/** So many that are made up; or all of a CSV file, in which a line has the points of a curve, and 1 or 0 for whether it is healthy. */
export async function loadHeartbeats(
  file: string | null,
  count: number,
): Promise<Heartbeat[]> {
  if (file === null) {
    return Array.from({ length: count }, (_, i) => heartbeatOf(i));
  }
  const text = await Deno.readTextFile(file).catch((cause) => {
    throw new CurvesError(`Cannot read ${file}: ${cause.message}`, { cause });
  });
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const heartbeats = lines.map((line, at) => {
    const cells = line.split(",");
    // An empty cell is no 0.
    const numbers = Float32Array.from(
      cells,
      (cell) => cell.trim() === "" ? NaN : Number(cell),
    );
    const label = numbers[numbers.length - 1];
    const isCurve = numbers.length > 1 && numbers.every(Number.isFinite) &&
      (label === 0 || label === 1);
    if (isCurve) return { curve: numbers.slice(0, -1), healthy: label === 1 };
    throw new CurvesError(
      `Cannot read ${file}: expected numbers with commas between them, the last 0 or 1, received ${
        line.slice(0, 40)
      } in line ${at + 1}`,
    );
  });
  const points = heartbeats[0]?.curve.length;
  const odd = heartbeats.findIndex(({ curve }) => curve.length !== points);
  if (odd >= 0) {
    throw new CurvesError(
      `Cannot read ${file}: expected ${points} points in each line, as in the first, received ${
        heartbeats[odd].curve.length
      } in line ${odd + 1}`,
    );
  }
  return heartbeats;
}

/** Curves `[n, points]`, one after the other. */
export interface Curves {
  readonly shape: readonly [n: number, points: number];
  readonly data: Float32Array;
}

/** The least and the greatest value of curves. */
export function rangeOf(
  heartbeats: readonly Heartbeat[],
): [least: number, most: number] {
  let least = Infinity, most = -Infinity;
  for (const { curve } of heartbeats) {
    least = Math.min(least, ...curve);
    most = Math.max(most, ...curve);
  }
  return [least, most];
}

/** The curves, with `least` as 0 and `most` as 1. */
export function scaled(
  heartbeats: readonly Heartbeat[],
  [least, most]: readonly [number, number],
): Curves {
  const points = heartbeats[0].curve.length;
  const data = new Float32Array(heartbeats.length * points);
  heartbeats.forEach(({ curve }, i) => data.set(curve, i * points));
  const span = most - least || 1;
  return {
    shape: [heartbeats.length, points],
    data: data.map((value) => (value - least) / span),
  };
}

/** The same in an order that follows from a seed (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const all = [...items];
  const random = randomOf(seed);
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all;
}

/** Times of a task's runs. */

import type { Clock } from "../machine/gpu_clock.ts";
import type { Prepared } from "./peer.ts";

/** Milliseconds between two looks at a graphics card's clock, and the calls at most. */
const STRETCH = 20;
const MOST_CALLS = 200;

/** How long to measure. */
export interface Budget {
  readonly milliseconds: number;
  /** How many times are enough. */
  readonly most: number;
}

/** Milliseconds of a run, several times; by a graphics card's clock that of one among many in a row. */
export async function measure(
  prepared: Prepared,
  { milliseconds, most }: Budget,
  clock: Clock | null,
): Promise<number[]> {
  const times: number[] = [];
  const one = clock ? await inARow(prepared, clock) : () => single(prepared);
  const start = performance.now();
  do {
    times.push(await one());
  } while (times.length < most && performance.now() - start < milliseconds);
  return times;
}

async function single(prepared: Prepared): Promise<number> {
  const start = performance.now();
  await prepared.run();
  await prepared.settle();
  return performance.now() - start;
}

async function inARow(
  prepared: Prepared,
  clock: Clock,
): Promise<() => Promise<number>> {
  const settle = () => prepared.settle();
  const many = async (calls: number): Promise<number> => {
    clock.begin();
    for (let i = 0; i < calls; i++) await prepared.run();
    const time = await clock.end(settle);
    await settle();
    return time / calls;
  };
  const first = await many(1);
  const calls = Math.ceil(Math.min(MOST_CALLS, STRETCH / first));
  // Who prepares for what comes again and again has to see it first.
  await many(calls);
  return () => many(calls);
}

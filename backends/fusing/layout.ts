/** Memory of a plan at places that it knows, so that its kernels can be run again as a whole. */

import type { Fact } from "./graph.ts";
import type { Launch, Plan, Segment } from "./plan.ts";

/**
 * Elements of the block and of all results that are kept, at most: where there is more, each takes memory from its first use
 * on, when others have given theirs back, or in the place of what it replaces.
 */
const MOST_ELEMENTS = 2 ** 20;
/** Launches below which there is nothing to gain. */
const LEAST_LAUNCHES = 2;

/** Results that lie in one place: one of them is another's input, and overwrites it. */
interface Stay {
  readonly buffers: number[];
  length: number;
  first: number;
  last: number;
  offset: number;
}

/** The plan with a layout; as it is where that would take much memory. */
export function laidOut(
  { frees, launches }: Plan,
  facts: readonly Fact[],
  alignment: number,
): Plan {
  if (launches.length < LEAST_LAUNCHES) return { frees, launches };
  const isPassing = (buffer: number) =>
    !facts[buffer].isOld && facts[buffer].isDead;
  const stays = staysOf(launches, isPassing);
  for (const stay of stays) {
    const length = Math.max(...stay.buffers.map((one) => facts[one].length));
    stay.length = Math.ceil(Math.max(length, 1) / alignment) * alignment;
  }
  const length = place(stays);
  const all = [...new Set(launches.flatMap(buffersOf))];
  const kept = all.filter((one) => !facts[one].isOld && !facts[one].isDead);
  const most = kept.reduce((sum, one) => sum + facts[one].length, length);
  if (most > MOST_ELEMENTS) return { frees, launches };
  const old = all.filter((buffer) => facts[buffer].isOld);
  return {
    frees,
    launches: launches.map((launch) => ({
      ...launch,
      reuses: [],
      frees: [],
    })),
    layout: {
      length,
      places: stays.flatMap(({ buffers, offset }) =>
        buffers.map((buffer) => [buffer, offset] as const)
      ),
      kept,
      frees: old.filter((buffer) =>
        facts[buffer].isDead && facts[buffer].heir === undefined
      ),
      segments: segmentsOf(launches, isPassing),
    },
  };
}

function buffersOf({ inputs, reads, outs }: Launch): number[] {
  return [...inputs, ...reads, ...outs].map(({ buffer }) => buffer);
}

/** From the first launch that uses them to the last: of launches that run together, from their first to their last. */
function staysOf(
  launches: readonly Launch[],
  isPassing: (buffer: number) => boolean,
): Stay[] {
  const of = new Map<number, Stay>(), all: Stay[] = [];
  let start = 0, end = 0;
  for (const [at, launch] of launches.entries()) {
    if (at === end) [start, end] = [at, at + (launch.together?.count ?? 1)];
    for (const [from, to] of launch.reuses) {
      const stay = of.get(from);
      if (!stay || !isPassing(to) || of.has(to)) continue;
      stay.buffers.push(to);
      of.set(to, stay);
    }
    for (const buffer of buffersOf(launch)) {
      if (!isPassing(buffer)) continue;
      let stay = of.get(buffer);
      if (!stay) {
        const place = { length: 0, first: start, last: 0, offset: 0 };
        all.push(stay = { buffers: [buffer], ...place });
        of.set(buffer, stay);
      }
      stay.last = end - 1;
    }
  }
  return all;
}

/** Gives each the first gap that is large enough while it stays; returns the length of all. */
function place(stays: readonly Stay[]): number {
  const placed: Stay[] = [];
  let length = 0;
  for (const stay of stays) {
    const beside = placed.filter(({ last }) => last >= stay.first)
      .sort((a, b) => a.offset - b.offset);
    for (const other of beside) {
      if (stay.offset + stay.length <= other.offset) break;
      stay.offset = Math.max(stay.offset, other.offset + other.length);
    }
    placed.push(stay);
    length = Math.max(length, stay.offset + stay.length);
  }
  return length;
}

function segmentsOf(
  launches: readonly Launch[],
  isPassing: (buffer: number) => boolean,
): Segment[] {
  const segments: Segment[] = [];
  for (let from = 0, end = 0; from < launches.length; from = end) {
    const { isFixed } = launches[from];
    while (end < launches.length && launches[end].isFixed === isFixed) end++;
    const own = launches.slice(from, end);
    const calls = own.flatMap(({ kind, command }) =>
      kind === "call" ? [command] : []
    );
    const buffers = [...new Set(own.flatMap(buffersOf))]
      .filter((buffer) => !isPassing(buffer));
    segments.push({ from, end, isFixed, calls, buffers });
  }
  return segments;
}

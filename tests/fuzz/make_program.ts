/** Makes random programs. */

import * as dg from "@decograd/decograd";
import { generator } from "../helpers/random.ts";
import {
  type Call,
  elementsOf,
  evaluate,
  type Event,
  type Gradient,
  type Program,
} from "./program.ts";
import { choices, type Random } from "./row.ts";
import { ROWS } from "./rows.ts";

/** Elements beyond which no value is made. */
const MOST_ELEMENTS = 20_000;
/** Chances that a program is one of large values, one of gradients, one of ops that are smooth. */
const LARGE = 0.15, GRADIENT = 0.3, SMOOTH = 0.5;
const SMALL_SIZES = [1, 2, 3, 4, 5, 8], SIZES = [1, 2, 4, 16, 33, 64, 130];

const NAMES = Object.keys(ROWS);
const SMOOTH_NAMES = NAMES.filter((name) => ROWS[name].isSmooth);

/** Whether all that a program calls is smooth. */
export function isSmooth({ calls }: Program): boolean {
  return calls.every(({ row }) => ROWS[row].isSmooth);
}

/** The program of a seed. The backend in use is used to find out which shapes ops give. */
export function makeProgram(seed: number): Program {
  const random = choices(generator(seed));
  const { chance, below, pick } = random;
  using _scope = new dg.Scope();
  const inputs = inputsOf(random);
  const values = inputs.map((shape, i) =>
    dg.tensor(elementsOf(shape, i), shape)
  );
  const names = namesFor(random);
  const calls: Call[] = [];
  for (let tries = 4 + below(14); tries > 0; tries--) {
    const shapes = values.map(({ shape }) => shape), row = pick(names);
    const proposal = ROWS[row].propose(shapes, random);
    if (!proposal) continue;
    const call = { row, ...proposal };
    const value = evaluate(call, values);
    if (value.size > MOST_ELEMENTS) continue;
    values.push(value);
    calls.push(call);
  }
  const count = values.length;
  if (calls.length > 0 && chance() < GRADIENT) {
    const reads = [...new Set([below(count)])].filter((i) =>
      i >= inputs.length
    );
    const gradient = gradientOf(inputs.length, count, random);
    return { inputs, calls, events: [], reads, gradient };
  }
  const { events, left } = eventsOf(inputs.length, calls, random);
  const wanted = Math.max(1, below(5));
  const reads: number[] = [];
  while (reads.length < Math.min(wanted, left.length)) {
    const next = pick(left);
    if (!reads.includes(next)) reads.push(next);
  }
  return { inputs, calls, events, reads };
}

/** Few ops, so that programs differ more from each other than if each had some of all (swarm testing). */
function namesFor({ chance, below, pick }: Random): readonly string[] {
  const all = chance() < SMOOTH ? SMOOTH_NAMES : NAMES;
  if (chance() < 0.3) return all;
  return Array.from({ length: 3 + below(8) }, () => pick(all));
}

function inputsOf({ chance, below, pick }: Random): number[][] {
  const sizes = chance() < LARGE ? SIZES : SMALL_SIZES;
  const first = pick([
    [pick(sizes)],
    [pick(sizes), pick(sizes)],
    [pick(sizes), pick(sizes)],
    [pick(SMALL_SIZES), pick(SMALL_SIZES), pick(sizes)],
    [1 + below(2), 3 + below(5), 3 + below(5), 1 + below(4)],
  ]);
  const others = [[], first, first.slice(-1), [1, ...first.slice(1)], [
    first.at(-1)!,
    pick(sizes),
  ]];
  return [first, pick(others), pick(others)];
}

/** Values are read and given back on the way; `left` are those that are still there at the end. */
function eventsOf(
  inputs: number,
  calls: readonly Call[],
  { chance, below }: Random,
): { events: Event[]; left: number[] } {
  const last = new Map<number, number>();
  calls.forEach(({ args }, i) => args.forEach((arg) => last.set(arg, i)));
  const events: Event[] = [], gone = new Set<number>();
  for (let after = 0; after < calls.length; after++) {
    const value = below(inputs + after + 1);
    if (chance() < 0.1 && !gone.has(value)) {
      events.push({ after, what: "read", value });
    }
    for (let value = 0; value <= inputs + after; value++) {
      if (gone.has(value) || (last.get(value) ?? -1) > after) continue;
      if (chance() > 0.25) continue;
      events.push({ after, what: "dispose", value });
      gone.add(value);
    }
  }
  const left = Array.from({ length: inputs + calls.length }, (_, i) => i)
    .filter((value) => !gone.has(value));
  return { events, left };
}

function gradientOf(
  inputs: number,
  count: number,
  { below, pick }: Random,
): Gradient {
  const sources = Array.from({ length: inputs }, (_, i) => i)
    .slice(below(inputs));
  const targets = [count - 1, below(count)];
  const way = pick(["grad", "valueAndGrad", "GradientTape"] as const);
  return { way, sources, targets: [...new Set(targets)] };
}

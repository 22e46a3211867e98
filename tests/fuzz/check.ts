/** What has to hold for every program. */

import * as dg from "@decograd/decograd";
import type { Backend } from "../../backends/backend.ts";
import { bitsOf } from "../helpers/bits.ts";
import { isSmooth } from "./make_program.ts";
import {
  type Program,
  type Results,
  runProgram,
  type Shake,
} from "./program.ts";

/** Backends of one kind: with kernels fused, and not. */
export interface Pair {
  readonly name: string;
  readonly fused: Backend;
  readonly alone: Backend;
}

/** Relative changes of inputs by which it is seen how far results may be off. */
const SHAKE = 2 ** -20;
/** Results beyond which float32 may be far off or overflow. */
const LARGE = 1e4;

/** Why a program is wrong, or undefined. */
export async function faultOf(
  program: Program,
  pairs: readonly Pair[],
): Promise<string | undefined> {
  const all: Results[] = [];
  // Plans are kept: what fits one in which more was given back must not be taken for the other.
  for (const variant of [program, held(program)]) {
    for (const { name, fused, alone } of pairs) {
      const expected = await runOn(alone, variant);
      if (variant === program) all.push(expected);
      let received: Results;
      try {
        received = await runOn(fused, variant);
      } catch (error) {
        return `${name}, fused: ${(error as Error).message}`;
      }
      const fault = bitFault(expected, received);
      if (fault) return `${name}: ${fault}`;
    }
  }
  if (!isSmooth(program)) return undefined;
  const reference = pairs.findIndex(({ name }) => name === "reference");
  if (reference < 0) return undefined;
  return await differenceOf(program, pairs, all, reference);
}

function bitFault(expected: Results, received: Results): string | undefined {
  for (const [i, one] of expected.entries()) {
    const [a, b] = [bitsOf(one), bitsOf(received[i])];
    if (`${a}` === `${b}`) continue;
    const at = a.findIndex((x, k) => x !== b[k]);
    return `result ${i} at ${at} is ${b[at]} fused, ${a[at]} not`;
  }
  return undefined;
}

/** The program with all values kept, and read at the end. */
function held(program: Program): Program {
  if (program.gradient) return program;
  const count = program.inputs.length + program.calls.length;
  const others = Array.from({ length: count }, (_, i) => i)
    .filter((i) => !program.reads.includes(i));
  return {
    ...program,
    events: program.events.filter(({ what }) => what === "read"),
    reads: [...program.reads, ...others],
  };
}

async function runOn(
  backend: Backend,
  program: Program,
  shake?: Shake,
): Promise<Results> {
  await dg.setBackend(backend);
  return await runProgram(program, shake);
}

/** Compares float32 with the reference, by how much the reference's results change when inputs do by a little. */
async function differenceOf(
  program: Program,
  pairs: readonly Pair[],
  found: readonly Results[],
  reference: number,
): Promise<string | undefined> {
  const exact = found[reference], { alone } = pairs[reference];
  const shaken: Results[] = [];
  for (const seed of [1, 2, 3]) {
    shaken.push(await runOn(alone, program, { size: SHAKE, seed }));
  }
  for (const [k, { name }] of pairs.entries()) {
    if (k === reference) continue;
    for (const [i, one] of exact.entries()) {
      const largest = largestOf(one, () => 0);
      if (!(largest < LARGE)) continue;
      // A neighbour's changes count too: an element of its own may by chance not have changed.
      const change = Math.max(
        ...shaken.map((other) => largestOf(one, (at) => other[i][at])),
      );
      const bound = 16 * change + 1e-5 * (1 + largest);
      const at = one.findIndex((x, at) =>
        !(Math.abs(found[k][i][at] - x) <= bound)
      );
      if (at < 0) continue;
      return `${name}: result ${i} at ${at} is ${found[k][i][at]}, for ${
        one[at]
      } on the reference, where ${bound} would be near enough`;
    }
  }
  return undefined;
}

/** The largest distance of numbers from others. */
function largestOf(
  numbers: Float32Array | Float64Array,
  from: (at: number) => number,
): number {
  let most = 0;
  for (let at = 0; at < numbers.length; at++) {
    most = Math.max(most, Math.abs(numbers[at] - from(at)));
  }
  return most;
}

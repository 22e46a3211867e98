/** Runs random programs until one is wrong. */

import * as dg from "@decograd/decograd";
import { FusingBackend } from "../../backends/fusing/backend.ts";
import { ReferenceBackend } from "../../backends/reference/backend.ts";
import { WasmBackend } from "../../backends/wasm/backend.ts";
import { StrictBackend } from "../backends/fusing/strict_backend.ts";
import { faultOf, type Pair } from "./check.ts";
import { makeProgram } from "./make_program.ts";
import { print } from "./print.ts";
import type { Program } from "./program.ts";
import { shrink } from "./shrink.ts";

/** New backends: memory that is used where it should not be is NaN on the reference. */
export function openPairs(): Pair[] {
  return [{
    name: "reference",
    fused: new FusingBackend(new StrictBackend({ maxOperands: 64 })),
    alone: new ReferenceBackend(),
  }, {
    name: "wasm",
    fused: new FusingBackend(new WasmBackend({ threads: 1 })),
    alone: new WasmBackend({ threads: 1 }),
  }];
}

/** Ends the backends. */
export async function closePairs(pairs: readonly Pair[]): Promise<void> {
  await dg.setBackend("wasm");
  for (const { fused, alone } of pairs) {
    fused[Symbol.dispose]();
    alone[Symbol.dispose]();
  }
}

/** What is wrong with the program of a seed, with the smallest program that shows it; undefined if nothing is. */
export async function reportOf(
  seed: number,
  pairs: readonly Pair[],
): Promise<string | undefined> {
  await dg.setBackend(pairs[0].alone);
  const program = makeProgram(seed);
  const fault = await faultOf(program, pairs);
  if (fault === undefined) return undefined;
  const fails = async (candidate: Program): Promise<boolean> => {
    try {
      return await faultOf(candidate, pairs) !== undefined;
    } catch {
      // It is no program any more.
      return false;
    }
  };
  const smallest = await shrink(program, fails);
  const reason = await faultOf(smallest, pairs);
  return `Program ${seed}: ${fault}\nSmaller: ${reason}\n\n${print(smallest)}`;
}

/** Runs random programs until one is wrong. */

import * as dg from "@decograd/decograd";
import type { Backend } from "../../backends/backend.ts";
import { FusingBackend } from "../../backends/fusing/backend.ts";
import { ReferenceBackend } from "../../backends/reference/backend.ts";
import { WasmBackend } from "../../backends/wasm/backend.ts";
import { StrictBackend } from "../helpers/strict_backend.ts";
import { CheckedBackend } from "../helpers/checked_backend.ts";
import { faultOf, type Pair } from "./check.ts";
import { makeProgram } from "./make_program.ts";
import { print } from "./print.ts";
import type { Program } from "./program.ts";
import { shrink } from "./shrink.ts";

const THROWS = "it throws: ";

/** A backend that fuses, and whose every kernel is held to the contract. */
function checked(inner: Backend): FusingBackend {
  return new FusingBackend(new CheckedBackend(inner));
}

/** New backends: memory that is used where it should not be is NaN on the reference. */
export function openPairs(): Pair[] {
  return [{
    name: "reference",
    fused: checked(new StrictBackend({ maxOperands: 64 })),
    alone: new CheckedBackend(new ReferenceBackend()),
  }, {
    name: "wasm",
    fused: checked(new WasmBackend({ threads: 1 })),
    alone: new CheckedBackend(new WasmBackend({ threads: 1 })),
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
  // Made where nothing is checked: what a check finds is to be shown with the program.
  await dg.setBackend("reference", { fuse: false });
  const program = makeProgram(seed);
  const fault = await saidOf(program, pairs);
  if (fault === undefined) return undefined;
  const fails = async (candidate: Program): Promise<boolean> => {
    const said = await saidOf(candidate, pairs);
    // What throws in another way is no program any more.
    return said?.startsWith(THROWS) ? said === fault : said !== undefined;
  };
  const smallest = await shrink(program, fails);
  const reason = await saidOf(smallest, pairs);
  return `Program ${seed}: ${fault}\nSmaller: ${reason}\n\n${print(smallest)}`;
}

/** What is wrong with a program, or what it throws. */
async function saidOf(
  program: Program,
  pairs: readonly Pair[],
): Promise<string | undefined> {
  try {
    return await faultOf(program, pairs);
  } catch (error) {
    return `${THROWS}${(error as Error).message}`;
  }
}

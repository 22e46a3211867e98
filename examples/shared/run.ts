/** How an example begins and ends: with an exit code, and without a stack trace for what the user can mend. */

import * as dg from "@decograd/decograd";
import { say } from "./say.ts";

/** Something that the user can mend: its message, in one line, is all that is needed. */
export class UserError extends Error {}

/**
 * Runs a program that resolves to its exit code, which is 1 where the training has failed and 2 where the user, or the
 * machine, does not let it begin. Errors of the classes `mendable` are the user's to mend, too.
 */
export async function run(
  program: () => Promise<number>,
  ...mendable: readonly (new (...args: never[]) => Error)[]
): Promise<void> {
  try {
    Deno.exitCode = await program();
  } catch (error) {
    const mended = [UserError, dg.DeviceError, ...mendable];
    if (error instanceof dg.DivergedError) Deno.exitCode = 1;
    else if (mended.some((kind) => error instanceof kind)) Deno.exitCode = 2;
    else throw error;
    console.error((error as Error).message);
  }
}

/** Says what is learned from, how large the model is, and what computes. */
export function announce(what: string, model: dg.Model): void {
  say(
    `${what}, ${model.countParams()} weights, backend ${describeBackend()}`,
  );
}

/** The backend's name and, if it is a graphics card's, which one. */
function describeBackend(): string {
  const info = dg.backendInfo();
  if (!("adapter" in info)) return info.name;
  const isSoftware = info.name === "webgpu" && info.isSoftware;
  return `${info.name} (${info.adapter}${isSoftware ? ", software" : ""})`;
}

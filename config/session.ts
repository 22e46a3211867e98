/** The session of a notebook, and what becomes of it when a cell is stopped. */

import { findJupyter } from "./jupyter.ts";
import { nodeProcess } from "./node.ts";

/** What is said where nobody ends what a cell does. */
const GOES_ON =
  "The cell goes on: fit, evaluate and predict alone end when a cell is stopped. Restarting the kernel ends it, and the session";

// Browsers and Node have no such object; Node has signals of its own.
const deno: typeof Deno | undefined = (globalThis as { Deno?: typeof Deno })
  .Deno;

let listeners = 0;
let isKept = false;

/** Calls `listener` at Ctrl-C, or when a cell is stopped, until what it gives is called; meanwhile neither ends the program. */
export function onStop(listener: () => void): () => void {
  if (deno) deno.addSignalListener("SIGINT", listener);
  else nodeProcess()?.on?.("SIGINT", listener);
  listeners++;
  return () => {
    if (deno) deno.removeSignalListener("SIGINT", listener);
    else nodeProcess()?.off?.("SIGINT", listener);
    listeners--;
  };
}

/** From now on, stopping a cell of a notebook does not end Deno's kernel, as it does where nobody listens for the signal. */
export function keepSession(): void {
  if (isKept || !findJupyter()) return;
  isKept = true;
  deno?.addSignalListener("SIGINT", () => {
    if (listeners === 0) console.log(GOES_ON);
  });
}

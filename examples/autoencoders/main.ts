/** TensorFlow's "Intro to Autoencoders": three of them, each a program of its own. */

import { nearest } from "../shared/nearest.ts";
import { run } from "../shared/run.ts";
import { UsageError } from "../shared/usage_error.ts";
import { anomaly } from "./anomaly.ts";
import { basic } from "./basic.ts";
import { denoising } from "./denoising.ts";

const PROGRAMS = { basic, denoising, anomaly };

const ABOUT =
  `Trains one of the autoencoders of TensorFlow's "Intro to Autoencoders".

  deno task autoencoders basic      gives images back that went through 64 numbers
  deno task autoencoders denoising  takes noise off images
  deno task autoencoders anomaly    tells unhealthy heartbeats from healthy ones

Each has options, which --help behind its name lists.`;

/** Resolves to the exit code. */
export async function main(
  [name, ...args]: readonly string[],
): Promise<number> {
  if (name === "--help" || name === "-h") {
    console.log(ABOUT);
    return 0;
  }
  if (Object.hasOwn(PROGRAMS, name ?? "")) {
    return await PROGRAMS[name as keyof typeof PROGRAMS](args);
  }
  throw new UsageError(
    `expected basic, denoising or anomaly, received ${name ?? "nothing"}`,
    nearest(name ?? "", Object.keys(PROGRAMS)),
  );
}

if (import.meta.main) await run(() => main(Deno.args));

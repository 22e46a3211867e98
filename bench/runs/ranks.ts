/** Training steps of one and of two processes, and what a model of the exchange predicts for more of them. */

import { type Benchmark, benchmark } from "../benchmark.ts";
import { chosen } from "../chosen.ts";
import { amount, choice, count, list } from "../options.ts";
import { type Link, type Measured, stepSeconds } from "../ranks/prediction.ts";
import { digits, tableOf } from "../table.ts";

const PROGRAM = new URL("../ranks/rank.ts", import.meta.url).pathname;
/** Samples of a step by its name, as in the example and in docs/benchmarks.md. */
const BATCHES: Readonly<Record<string, number>> = { VAE: 64, W2: 32 };
/** How many processes are predicted. */
const PROCESSES = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/** What a process tells: seconds of its step with gradients exchanged and without, and of sums of one float and of many. */
interface Told {
  readonly together: number;
  readonly apart: number;
  readonly bytes: number;
  readonly link: { readonly latency: number; readonly large: number };
}

/** The benchmark. */
export const ranks: Benchmark = benchmark("ranks", {
  only: list([], "steps whose names begin so: VAE, W2"),
  rounds: count(30, "steps of each; the median is printed"),
  library: choice("mpich", ["mpich", "openmpi"], "whose mpirun"),
  bandwidth: amount(1.25, "GB/s between hosts, for what is predicted"),
  latency: amount(20, "microseconds between hosts, for the same"),
}, async ({ only, rounds, library, bandwidth, latency }) => {
  const network = { bandwidth: 1e9 * bandwidth, latency: latency / 1e6 };
  for (const name of chosen(Object.keys(BATCHES), only, (one) => one)) {
    const batch = BATCHES[name];
    const tell = (processes: number, samples: number) =>
      told(library, processes, [name, `${samples}`, `${rounds}`]);
    const whole = oneOf(await tell(1, batch));
    const half = oneOf(await tell(1, batch / 2));
    const two = await tell(2, batch / 2);
    // What one core of a machine slows down of another is none of the exchange.
    const expected = stepSeconds(oneOf(two), 2, linkOf(two));
    console.log(
      `${name}, batch ${batch}, ${digits(whole.bytes / 1e6)} MB of gradients: ${
        milliseconds(whole.seconds)
      }. Two processes with half of it each:
  that do not exchange ${compared(two.apart, whole)}
  that exchange ${compared(two.together, whole)}; predicted ${
        milliseconds(expected)
      }\n`,
    );
    // A step takes some time whatever its batch is, and some for each sample.
    const slope = Math.max(0, (whole.seconds - half.seconds) / (batch / 2));
    const each = Math.min(slope, whole.seconds / batch);
    const once = whole.seconds - each * batch;
    const rows = PROCESSES.map((n) => {
      const { bytes } = whole;
      const seconds = once + each * batch / n;
      const shared = n <= batch
        ? stepSeconds({ seconds, bytes }, n, network)
        : NaN;
      const own = stepSeconds(whole, n, network);
      return [
        `${n}`,
        ...[1e3 * shared, whole.seconds / shared].map(digits),
        ...[1e3 * own, n * whole.seconds / own].map(digits),
      ];
    });
    const head = [
      ...["processes", "batch shared, ms", "times"],
      ...["a batch each, ms", "times"],
    ];
    console.log(
      `Predicted for ${bandwidth} GB/s and ${latency} microseconds between hosts:\n\n${
        tableOf(head, rows)
      }\n`,
    );
  }
});

/** The step of a process that exchanges nothing. */
function oneOf({ apart, bytes }: Told): Measured {
  return { seconds: apart, bytes };
}

function compared(seconds: number, whole: Measured): string {
  const times = digits(whole.seconds / seconds);
  return `${milliseconds(seconds)}, ${times} times as fast`;
}

/** The line between two processes of this machine, of which a sum goes over it twice. */
function linkOf({ link: { latency, large } }: Told): Link {
  const bytes = 4 * 2 ** 21;
  return {
    latency: latency / 2,
    bandwidth: bytes / Math.max(large - latency, 1e-9),
  };
}

function milliseconds(seconds: number): string {
  return `${digits(1e3 * seconds)} ms`;
}

/** What rank 0 of so many processes tells; one is started by itself. */
async function told(
  library: string,
  processes: number,
  args: readonly string[],
): Promise<Told> {
  const deno = ["run", "-A", "--no-lock", "--no-check", PROGRAM, ...args];
  const more = library === "openmpi"
    ? ["--allow-run-as-root", "--oversubscribe", "--bind-to", "none"]
    : [];
  const { success, stdout, stderr } =
    await (processes === 1
      ? new Deno.Command(Deno.execPath(), { args: deno })
      : new Deno.Command(`mpirun.${library}`, {
        args: [...more, "-n", `${processes}`, Deno.execPath(), ...deno],
      })).output();
  const [out, err] = [stdout, stderr].map((b) => new TextDecoder().decode(b));
  if (!success) throw new Error(`Cannot measure a step: ${err}`);
  return JSON.parse(out.trim().split("\n").at(-1)!);
}

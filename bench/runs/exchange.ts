/** Sums over processes, beside a program in C with the same library. */

import { type Benchmark, benchmark } from "../benchmark.ts";
import { count } from "../options.ts";

const FOLDER = new URL("../exchange/", import.meta.url).pathname;
/** Numbers of floats: 64 kB to 64 MB. */
const COUNTS = [2 ** 14, 2 ** 18, 2 ** 20, 2 ** 22, 2 ** 24].map(String);
/** How often programs take turns, each started anew: no two moments of a machine are alike. */
const TURNS = 3;

/** The benchmark. */
export const exchange: Benchmark = benchmark("exchange", {
  processes: count(2, "how many processes"),
  rounds: count(10, "rounds of each; the least is printed"),
}, async ({ processes, rounds }) => {
  for (const library of ["mpich", "openmpi"]) {
    const program = await compiled(library);
    if (program === null) {
      console.log(`${library}: no mpicc.${library}, or no mpirun.${library}`);
      continue;
    }
    const mpirun = (...args: string[]) =>
      millisecondsOf(library, processes, [...args, `${rounds}`, ...COUNTS]);
    const deno = ["run", "-A", "--no-lock", "--no-check", `${FOLDER}rank.ts`];
    const ours: number[][] = [], plain: number[][] = [];
    for (let turn = 0; turn < TURNS; turn++) {
      ours.push(await mpirun(Deno.execPath(), ...deno));
      plain.push(await mpirun(program));
    }
    COUNTS.forEach((one, i) => {
      const [here, inC] = [ours, plain].map((turns) =>
        Math.min(...turns.map((times) => times[i]))
      );
      console.log(
        `${library}, ${Number(one) * 4 / 1e6} MB: ${here} ms, in C ${inC} ms (${
          (inC / here).toFixed(2)
        } of its rate)`,
      );
    });
    await Deno.remove(program);
  }
});

async function compiled(library: string): Promise<string | null> {
  const path = await Deno.makeTempFile();
  try {
    const { success } = await new Deno.Command(`mpicc.${library}`, {
      args: ["-O2", "-o", path, `${FOLDER}allreduce.c`],
    }).output();
    return success ? path : null;
  } catch {
    return null;
  }
}

async function millisecondsOf(
  library: string,
  processes: number,
  program: readonly string[],
): Promise<number[]> {
  const args = library === "openmpi"
    ? ["--allow-run-as-root", "--oversubscribe", "--bind-to", "none"]
    : [];
  const { success, stdout, stderr } = await new Deno.Command(
    `mpirun.${library}`,
    { args: [...args, "-n", `${processes}`, ...program] },
  ).output();
  const [out, err] = [stdout, stderr].map((b) => new TextDecoder().decode(b));
  if (!success) throw new Error(`Cannot measure exchanges: ${err}`);
  return out.trim().split("\n").map(Number);
}

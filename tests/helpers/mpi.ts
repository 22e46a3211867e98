/** Runs programs in several processes, as users do by mpirun. */

import { importMapFlag, offlineImports } from "../../tools/import_map.ts";
import { isRequired } from "./required.ts";
import { type Run, runLines } from "./run_example.ts";

/** A program that starts processes, and its arguments before the number of them. */
interface Launcher {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

const LAUNCHERS: readonly Launcher[] = [
  { name: "MPICH", command: "mpirun.mpich", args: [] },
  {
    name: "Open MPI",
    command: "mpirun.openmpi",
    // As root, and on fewer cores than processes, which are not to wait for each other without a pause.
    args: [
      ...["--allow-run-as-root", "--oversubscribe", "--bind-to", "none"],
      ...["--mca", "mpi_yield_when_idle", "1"],
    ],
  },
];

/** How many processes, and what sees their lines. */
type Processes = number | {
  readonly processes: number;
  readonly onLine: Parameters<typeof runLines>[1];
};

/** Runs a program in so many processes, with these arguments: a path, or a name in tests/programs/distributed. */
export type Mpirun = (
  processes: Processes,
  program: string,
  ...args: string[]
) => Promise<Run>;

/** Makes a test for each library of MPI, or one; where it is missing, the test is ignored and its name says so. */
export function testOnMpi(
  name: string,
  test: (mpirun: Mpirun) => Promise<void>,
  only?: "MPICH" | "Open MPI",
): void {
  for (const launcher of LAUNCHERS) {
    const { name: library, command } = launcher;
    if (only !== undefined && library !== only) continue;
    const missing = isThere(command) ? "" : ` (${command} is missing)`;
    Deno.test({
      name: `${library}: ${name}${missing}`,
      ignore: missing !== "" && !isRequired("mpi"),
      fn: () => test((...run) => mpirun(launcher, ...run)),
    });
  }
}

function isThere(command: string): boolean {
  const folders = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"];
  return folders.some((folder) => {
    try {
      return Deno.statSync(`${folder}/${command}`).isFile;
    } catch {
      return false;
    }
  });
}

/** Runs the program in one process, which nobody starts but we. */
export function alone(program: string, ...args: string[]): Promise<Run> {
  return runLines(denoArgs(program, args));
}

function mpirun(
  { command, args }: Launcher,
  asked: Processes,
  program: string,
  ...own: string[]
): Promise<Run> {
  const { processes, onLine } = typeof asked === "number"
    ? { processes: asked, onLine: undefined }
    : asked;
  return runLines(
    [
      ...[...args, "-n", `${processes}`, Deno.execPath()],
      ...denoArgs(program, own),
    ],
    onLine,
    command,
  );
}

/** What Deno is told to run a program of tests/programs/distributed, or of a path. */
export function denoArgs(program: string, args: readonly string[]): string[] {
  return [
    ...["run", "--quiet", "--no-check", "--no-prompt", "--allow-ffi"],
    ...["--allow-read", "--allow-write", importMapFlag(offlineImports())],
    program.endsWith(".ts")
      ? program
      : `tests/programs/distributed/${program}.ts`,
    ...args,
  ];
}

/**
 * Runs what a task of deno.json is about, with `@std` from JSR where that is in
 * reach and from our stand-ins where it is not. Further arguments pass through:
 * paths stand for all that a job looks at otherwise.
 */

import config from "../deno.json" with { type: "json" };
import { importMapFlags } from "./jsr.ts";
import { spawn } from "./spawn.ts";

/** What a task runs. */
export interface Job {
  /** The subcommand of Deno. */
  readonly command: string;
  readonly flags: readonly string[];
  /** The program. */
  readonly target?: string;
  /** What it looks at where no path is given. */
  readonly paths?: readonly string[];
  /** Flags that some arguments need, so that others do without. */
  readonly flagsFor?: (args: readonly string[]) => readonly string[];
}

/** The jobs by name. */
export const JOBS: Readonly<Record<string, Job>> = {
  dcgan: example("dcgan"),
  decoder: example("vae"),
  autoencoders: example("autoencoders"),
  page: {
    command: "run",
    // Deno itself bundles the page.
    flags: [
      "--allow-read",
      "--allow-write",
      "--allow-net=localhost,jsr.io",
      "--allow-env=DECOGRAD_JSR",
      `--allow-run=${Deno.execPath()}`,
    ],
    target: "tools/page/main.ts",
  },
  functional_autoencoder: example("functional_autoencoder"),
  pix2pix: example("pix2pix"),
  segmentation: example("segmentation"),
  super_resolution: example("super_resolution"),
  wgan_gp: example("wgan_gp"),
  test: {
    command: "test",
    flags: [
      "--doc",
      "--parallel",
      "--allow-read",
      "--allow-write",
      "--allow-env=DECOGRAD_REQUIRE_WEBGPU,DECOGRAD_REQUIRE_JUPYTER,DECOGRAD_REQUIRE_CHROMIUM,DECOGRAD_THOROUGH",
      // Some tests start Deno anew, to see what runs without permissions, at a terminal, which `script` makes, and
      // with less: on a small disk of their own (`unshare`), without an administrator's rights (`setpriv`); Python has
      // Jupyter's client, which starts kernels.
      `--allow-run=${Deno.execPath()},script,setpriv,unshare,/usr/bin/python3,python3`,
      // Where the machine has a BLAS.
      "--allow-ffi",
    ],
  },
  fuzz: {
    command: "run",
    flags: ["--no-check"],
    target: "tests/fuzz/main.ts",
  },
  check: { command: "check", flags: ["--doc"], paths: ["."] },
  doc: {
    command: "doc",
    flags: ["--lint"],
    paths: Object.values(config.exports),
  },
  bench: {
    command: "run",
    // Memory is looked at after a collection.
    flags: ["-A", "--no-lock", "--v8-flags=--expose-gc"],
    target: "bench/main.ts",
  },
};

/** Runs an example, which reads data and writes results. */
function example(name: string): Job {
  return {
    command: "run",
    flags: ["--allow-read", "--allow-write"],
    target: `examples/${name}/main.ts`,
    flagsFor: (args) =>
      /(^| )--backend[ =]blas( |$)/.test(args.join(" ")) ? ["--allow-ffi"] : [],
  };
}

/** What Deno is told to run a job with these arguments, without the import map. */
export function commandOf(
  { flags, flagsFor, target, paths = [] }: Job,
  args: readonly string[],
): string[] {
  const program = target === undefined ? [] : [target];
  const rest = args.every((arg) => arg.startsWith("-")) ? paths : [];
  return [...flags, ...flagsFor?.(args) ?? [], ...program, ...args, ...rest];
}

if (import.meta.main) {
  const [name, ...args] = Deno.args;
  const job = Object.hasOwn(JOBS, name ?? "") ? JOBS[name] : undefined;
  if (job === undefined) {
    console.error(
      `Cannot run: expected one of ${Object.keys(JOBS).join(", ")}, received ${
        name ?? "nothing"
      }`,
    );
    Deno.exit(2);
  }
  const map = await importMapFlags();
  Deno.exit(await spawn([job.command, ...map, ...commandOf(job, args)]));
}

/**
 * Runs what a task of deno.json is about, with `@std` from JSR where that is in
 * reach and from our stand-ins where it is not. Further arguments pass through:
 * paths stand for all that a job looks at otherwise.
 */

import config from "../deno.json" with { type: "json" };
import { importMapFlags } from "./jsr.ts";
import { spawn } from "./spawn.ts";
import { TEST_ENVIRONMENT } from "./test_environment.ts";
import { announcement, countTests, numbered } from "./tests_left.ts";

/** What a task runs. */
export interface Job {
  /** The subcommand of Deno. */
  readonly command: string;
  readonly flags: readonly string[];
  /** The program. */
  readonly target?: string;
  /** What it looks at where no path is given. */
  readonly paths?: readonly string[];
  /** Whether it is said before how many tests there are, and then how many are left. */
  readonly isCounted?: boolean;
  /** What its environment has beside ours. */
  readonly env?: Readonly<Record<string, string>>;
  /** Flags that some arguments need, so that others do without. */
  readonly flagsFor?: (args: readonly string[]) => readonly string[];
}

/** A little of each floor, that a change is looked at while it is made. */
const QUICK = [
  "floors_test.ts",
  "platform_test.ts",
  "config",
  "autograd/ops/conv2d_test.ts",
  "variables",
  "layers/core",
  "layers/convolutional",
  "training/losses",
  "training/optimizers",
].map((path) => `tests/${path}`);

const TEST_FLAGS = [
  // Types are a check of their own, which has those of the examples too.
  "--no-check",
  "--parallel",
  "--allow-read",
  "--allow-write",
  "--allow-env=DECOGRAD_REQUIRE_WEBGPU,DECOGRAD_REQUIRE_JUPYTER,DECOGRAD_REQUIRE_CHROMIUM,DECOGRAD_REQUIRE_MPI,DECOGRAD_THOROUGH",
  // Some tests start Deno anew, to see what runs without permissions, at a terminal, which `script` makes, and
  // with less: on a small disk of their own (`unshare`), without an administrator's rights (`setpriv`); in Node, for
  // which npm installs the package; Python has Jupyter's client, which starts kernels; in several processes.
  `--allow-run=${Deno.execPath()},script,npm,npx,node,setpriv,unshare,/usr/bin/python3,python3,mpirun.mpich,mpirun.openmpi`,
  // Where the machine has a BLAS.
  "--allow-ffi",
];

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
    flags: TEST_FLAGS,
    paths: ["."],
    isCounted: true,
    env: TEST_ENVIRONMENT,
  },
  "test:quick": {
    command: "test",
    flags: TEST_FLAGS,
    paths: QUICK,
    isCounted: true,
    env: TEST_ENVIRONMENT,
  },
  pack: {
    command: "run",
    flags: ["-A", "--no-lock"],
    target: "tools/pack/main.ts",
  },
  site: {
    command: "run",
    flags: [
      "--no-lock",
      "--allow-read",
      "--allow-write",
      `--allow-run=${Deno.execPath()}`,
    ],
    target: "tools/site/main.ts",
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

/** Says how many tests there are; what numbers them. */
async function counted(
  { paths = [] }: Job,
  args: readonly string[],
): Promise<TransformStream<string, string>> {
  const given = await existing(args);
  const count = await countTests(given.length > 0 ? given : paths);
  const isAll = paths.includes(".");
  const which = given.length > 0 ? "some" : isAll ? "all" : "quick";
  const cores = navigator.hardwareConcurrency;
  console.error(announcement(count, { which, cores }));
  return numbered(count);
}

/** The arguments that are paths, not values of options. */
async function existing(args: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const arg of args) if (await isThere(arg)) found.push(arg);
  return found;
}

function isThere(path: string): Promise<boolean> {
  const url = new URL(path, new URL("../", import.meta.url));
  return Deno.stat(url).then(() => true, () => false);
}

/** An argument that can only be a path, and is none; of what follows an option nobody knows whether it is its value. */
export async function missingPath(
  args: readonly string[],
): Promise<string | undefined> {
  for (const [i, arg] of args.entries()) {
    const isOther = /^-|[*?{:]/.test(arg); // an option, a pattern, a URL
    const mayBeValue = /^(--[^=]+|-[cL])$/.test(args[i - 1] ?? "");
    if (isOther || mayBeValue) continue;
    if (!await isThere(arg)) return arg;
  }
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
  const missing = job.isCounted ? await missingPath(args) : undefined;
  if (missing !== undefined) {
    console.error(
      `Cannot run ${name}: expected files or folders, received ${missing}, which is not there`,
    );
    Deno.exit(2);
  }
  const map = await importMapFlags();
  const command = [job.command, ...map, ...commandOf(job, args)];
  const isAsked = args.some((arg) => arg === "--help" || arg === "-h");
  const filter = job.isCounted && !isAsked
    ? await counted(job, args)
    : undefined;
  Deno.exit(await spawn(command, { filter, env: job.env }));
}

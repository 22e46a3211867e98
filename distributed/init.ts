/** How a process joins its job. */

import { setProcessMean } from "../autograd/ops/process_mean.ts";
import type { Tensor } from "../autograd/tensor.ts";
import { DeviceError, quote, ValueError } from "../config/errors.ts";
import { checkArgumentCount } from "../config/options.ts";
import { nullable, number, row, text } from "../config/rows.ts";
import { readOptions, type Schema } from "../config/schema.ts";
import { isReached } from "../training/optimizers/process_group.ts";
import { Group } from "./group.ts";
import { MpiCommunicator } from "./mpi/communicator.ts";
import { environment, launchOf } from "./mpi/launcher.ts";
import { findLibrary } from "./mpi/library.ts";
import { Queue } from "./mpi/queue.ts";

/**
 * What the processes speak through.
 *
 * @category Several processes
 */
export type GroupBackend = "mpi" | "auto" | "none";

/**
 * Options of `init`.
 *
 * @category Several processes
 */
export interface InitOptions {
  /**
   * `"mpi"`; `"none"` for this process alone; `"auto"`, if not given, is MPI where a program such as `mpirun` has started
   * this process and others and says so in its environment, as far as `--allow-ffi` or `--allow-env` lets it be read.
   */
  readonly backend?: GroupBackend;
  /** Name or path of the library; that which `DECOGRAD_MPI` names, or the first one in the usual places, if not given. */
  readonly library?: string | null;
  /** Seconds after which a process says what it waits for; 30 if not given. */
  readonly warnAfter?: number;
  /** Seconds for which a process waits for the others before it fails, and ends the job; 600 if not given. */
  readonly timeout?: number;
}

const BACKENDS: readonly unknown[] = ["mpi", "auto", "none"];

const SCHEMA = {
  backend: row<GroupBackend>(
    `one of ${BACKENDS.map(quote).join(", ")}`,
    (value) => BACKENDS.includes(value) ? value as GroupBackend : undefined,
    "auto",
  ),
  library: nullable(text()),
  warnAfter: number(30, { above: 0 }),
  timeout: number(600, { above: 0 }),
} satisfies Schema<InitOptions>;

/** MPI begins once in a process. */
let joined: Promise<Group> | null = null;
let current: Group | null = null;

/** The group that `init` gave last; `null` before. */
export function currentGroup(): Group | null {
  return current;
}

/**
 * Joins the processes that `mpirun` started: resolves to the group of them. Where there are none, the group is this process
 * alone. A second call gives the same group.
 *
 * @throws {DeviceError} of kind `"unavailable"` where MPI is asked for and the library or `--allow-ffi` is missing, or the
 * library is not that of the `mpirun` that started the process.
 * @throws {ValueError} if an option has a value that is not allowed.
 *
 * @example
 * ```ts
 * import * as distributed from "@decograd/decograd/distributed";
 * import { assertEquals } from "@std/assert";
 *
 * const group = await distributed.init({ backend: "none" });
 * assertEquals([group.rank, group.size], [0, 1]);
 * ```
 *
 * @category Several processes
 */
export async function init(options: InitOptions = {}): Promise<Group> {
  const action = "join a group of processes";
  checkArgumentCount(action, arguments, 1);
  const settings = readOptions(action, SCHEMA, options);
  const { backend } = settings;
  const isWanted = backend === "mpi" ||
    (backend === "auto" && (launchOf(environment()).size ?? 1) > 1);
  if (isWanted) joined ??= join(action, settings);
  const isAlone = backend === "none" || !joined;
  const group = isAlone ? new Group(null) : await joined!;
  current = group;
  setProcessMean(group.size > 1 ? (x) => meanOver(group, x) : null);
  return group;
}

/** The mean over all processes in a forward or backward pass, which waits for no promise. */
function meanOver(group: Group, x: Tensor): Tensor {
  if (isReached(x)) {
    return group.allReduce(x, { op: "mean", purpose: "synchronized: true" });
  }
  throw new ValueError(
    `Cannot synchronize statistics: expected a backend whose memory the processor reaches (wasm, blas or reference), received ${x.backend.name}, where a forward pass would have to wait (without synchronized: true each rank takes those of its own samples)`,
  );
}

async function join(
  action: string,
  { library: named, ...patience }: {
    readonly library: string | null;
    readonly warnAfter: number;
    readonly timeout: number;
  },
): Promise<Group> {
  if (patience.warnAfter > patience.timeout) {
    throw new ValueError(
      `Cannot ${action}: expected warnAfter to be at most timeout, ${patience.timeout}, received ${patience.warnAfter}`,
    );
  }
  const library = findLibrary(named ?? undefined);
  const queue = new Queue(library, patience);
  await queue.start();
  const { size } = launchOf(environment());
  if (size !== null && size !== queue.size) {
    throw new DeviceError(
      "unavailable",
      `Cannot ${action}: expected ${size} processes, as the program says that started this one, received ${queue.size} from "${library.path}" (${library.abi.name}); it is probably another MPI than that of mpirun: name the right one in DECOGRAD_MPI, or give srun the --mpi= type that fits it`,
    );
  }
  const communicator = new MpiCommunicator(queue);
  endWith(communicator);
  return new Group(communicator);
}

/** A program that ends well leaves the job; of one that fails, mpirun ends the others. */
function endWith(communicator: MpiCommunicator): void {
  const { rank, size } = communicator;
  const say = (reason: unknown) => {
    console.error(`Rank ${rank} of ${size} ends the job: ${reason}`);
  };
  addEventListener("unload", () => {
    const code = typeof Deno === "undefined" ? 0 : Deno.exitCode;
    if (code === 0) communicator.finish();
    else if (communicator.isOpen) say(`exit code ${code}`);
  });
  addEventListener("error", ({ error }) => say(error));
  addEventListener("unhandledrejection", ({ reason }) => say(reason));
}

/** Several processes that train one model: `mpirun -n 4 deno run ... --distributed`. */

import * as dg from "@decograd/decograd";
import { type Group, init } from "@decograd/decograd/distributed";
import { flag, integer } from "./command_line.ts";
import type { Images } from "./pictures.ts";
import { UserError } from "./run.ts";
import { speakAs } from "./say.ts";
import { Stop } from "./stop.ts";
import { Training } from "./training.ts";

/** Asks for them, and says how many threads each of them has. */
export const TOGETHER = {
  distributed: flag(
    "train together with the processes that mpirun has started",
  ),
  threads: integer(
    null,
    1,
    "threads of each process, of wasm and blas (as many as it may use cores)",
  ),
};

/** The processes, which is this one alone unless they are asked for. */
export async function join(
  { distributed, batchSize }: { distributed: boolean; batchSize: number },
): Promise<Group> {
  const group = await init({ backend: distributed ? "mpi" : "none" });
  speakAs(group.rank);
  if (batchSize % group.size === 0) return group;
  throw new UserError(
    `Cannot use --distributed: expected a --batch-size that ${group.size} processes can share, received ${batchSize}`,
  );
}

/**
 * What `fit` takes: the images as they are or, with --distributed, the share of this process: of one process that is all of
 * them, in the order that several have, so that a training goes on with more or fewer.
 */
export function shareOf(
  images: Images | Images[],
  group: Group,
  { distributed, seed, batchSize }: {
    distributed: boolean;
    seed: number;
    batchSize: number;
  },
): { x: dg.FitData; options: Pick<dg.FitOptions, "batchSize"> } {
  if (!distributed) return { x: images, options: { batchSize } };
  const arrays = Array.isArray(images) ? images : [images];
  const x = dg.data.Dataset.fromTensorSlices(...arrays)
    .map((sample) => [arrays.length > 1 ? sample : [sample]])
    .shuffle({ seed })
    .shard(group)
    .batch(batchSize / group.size);
  return { x: x as dg.FitData, options: {} };
}

/** Opens the training: the first process has the results, the others follow it. */
export function openTraining(
  group: Group,
  ...training: Parameters<typeof Training.open>
): Promise<Training | Follower> {
  return group.rank === 0
    ? Training.open(...training)
    : Promise.resolve(new Follower());
}

/**
 * Leaves the group when all processes have done their work, since `mpirun` ends the others as soon as one has an exit code
 * that is not 0: the first one may still be writing when they were stopped. Returns the exit code.
 */
export function leave(group: Group, training: Training | Follower): number {
  group[Symbol.dispose]();
  return training.code;
}

/** The training as the processes go along with that have no results of their own. */
class Follower implements Disposable {
  /** The first process says how the training went. */
  readonly code = 0;
  readonly #stop = new Stop(() => {});

  async fit(fit: (options: dg.FitOptions) => Promise<unknown>): Promise<void> {
    await fit({ signal: this.#stop.begin("") });
  }

  async report(): Promise<void> {}

  async save(): Promise<void> {}

  [Symbol.dispose](): void {
    this.#stop[Symbol.dispose]();
  }
}

/** Several processes that train one model: `mpirun -n 4 deno run ... --distributed`. */

import * as dg from "@decograd/decograd";
import { type Group, init } from "@decograd/decograd/distributed";
import { flag } from "./command_line.ts";
import type { Images } from "./pictures.ts";
import { UserError } from "./run.ts";
import { speakAs } from "./say.ts";
import { Stop } from "./stop.ts";
import { Training } from "./training.ts";

/** Asks for them. */
export const DISTRIBUTED = flag(
  "train together with the processes that mpirun has started",
);

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

/** What `fit` takes: the images as they are or, of several processes, the share of this one. */
export function shareOf(
  images: Images | Images[],
  group: Group,
  { seed, batchSize }: { seed: number; batchSize: number },
): { x: dg.FitData; options: Pick<dg.FitOptions, "batchSize"> } {
  if (group.size === 1) return { x: images, options: { batchSize } };
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

/** The training as the processes go along with that have no results of their own. */
class Follower implements Disposable {
  readonly #stop = new Stop(() => {});

  get code(): number {
    return this.#stop.code;
  }

  async fit(fit: (options: dg.FitOptions) => Promise<unknown>): Promise<void> {
    await fit({ signal: this.#stop.begin("") });
  }

  async report(): Promise<void> {}

  async save(): Promise<void> {}

  [Symbol.dispose](): void {
    this.#stop[Symbol.dispose]();
  }
}

/** A training that is stopped at random places, and each time begun again, ends with the bits of one that never was. */

import * as dg from "@decograd/decograd";
import { assertEquals } from "@std/assert";
import { stub } from "@std/testing/mock";
import { exists } from "../../../data/files/folders.ts";
import { inFolder } from "../../helpers/folder.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";
import { integersBelow } from "../../helpers/random.ts";
import { thorough } from "../../helpers/thorough.ts";

const { callbacks, layers, optimizers } = dg;
const STOPS = thorough() ? 50 : 4;
/** Stops of one training, before it is left to come to its end. */
const MOST = 3;

const x = Array.from({ length: 16 }, (_, i) => [i / 9, 1 - i / 9, (i % 3) - 1]);
const y = x.map(([a, b, c]) => [a * a - b * c]);

class Stop extends Error {}

/** Stops the training at the n-th thing that it is told: by a signal, or with an error. */
class Stopping extends callbacks.Callback {
  readonly controller = new AbortController();
  readonly at: number;
  readonly way: string;
  told = 0;

  constructor(at: number, way: string) {
    super();
    this.at = at;
    this.way = way;
  }

  #hear(): void {
    if (this.told++ !== this.at) return;
    if (this.way === "signal") this.controller.abort();
    else throw new Stop();
  }

  override onEpochBegin = () => this.#hear();
  override onEpochEnd = () => this.#hear();
  override onTrainBatchBegin = () => this.#hear();
  override onTrainBatchEnd = () => this.#hear();
  override onTestBegin = () => this.#hear();
  override onTestEnd = () => this.#hear();
  override onTestBatchBegin = () => this.#hear();
  override onTestBatchEnd = () => this.#hear();
}

function made(): dg.Sequential {
  const model = new dg.Sequential([
    new layers.Dense({ units: 4, activation: "tanh" }),
    new layers.BatchNormalization(),
    new layers.Dropout({ rate: 0.5 }),
    new layers.Dense({ units: 1 }),
  ]);
  model.compile({
    optimizer: new optimizers.LossScaleOptimizer({
      innerOptimizer: new optimizers.Adam({
        learningRate: new optimizers.schedules.ExponentialDecay({
          ...{ initialLearningRate: 0.05, decaySteps: 3, decayRate: 0.7 },
        }),
        ...{ gradientAccumulationSteps: 2, useEma: true },
      }),
      dynamicGrowthSteps: 3,
    }),
    ...{ loss: "mse", metrics: ["mae"] },
  });
  return model;
}

interface Plan {
  readonly stopping: Stopping;
  /** Where it stands among the callbacks. */
  readonly place: number;
  readonly backup: dg.callbacks.BackupAndRestoreOptions;
}

/** What a training is in the end; `null` if it was stopped. */
async function train({ stopping, place, backup }: Plan): Promise<unknown> {
  // What goes on from a checkpoint is another program, whose random numbers begin elsewhere.
  const isBegun = await exists(backup.backupDir);
  dg.setRandomSeed(isBegun ? 2 : 1);
  const model = made();
  const all: dg.callbacks.Callback[] = [
    new callbacks.BackupAndRestore(backup),
    new callbacks.EarlyStopping({
      ...{ monitor: "loss", patience: 9, restoreBestWeights: true },
    }),
    new callbacks.SwapEMAWeights(),
  ];
  all.splice(place, 0, stopping);
  try {
    const { epoch, history } = await model.fit(x, y, {
      ...{ batchSize: 3, epochs: 3, validationSplit: 0.3, verbose: 0 },
      ...{ callbacks: all, signal: stopping.controller.signal },
    });
    if (stopping.controller.signal.aborted && epoch.length < 3) return null;
    const state = await model.optimizer.getState();
    using scope = new Kept(model.getWeights());
    const weights = await Promise.all(
      scope.tensors.map(async (one) => [...await one.read()]),
    );
    const optimizer = state.map(({ data }) => [...data]);
    const next = dg.defaultSeedGenerator().getState();
    return { epoch, history, weights, optimizer, next };
  } catch (error) {
    if (error instanceof Stop) return null;
    throw error;
  } finally {
    model.optimizer[Symbol.dispose]();
    model.compile();
    for (const one of model.metrics) one[Symbol.dispose]();
    model[Symbol.dispose]();
  }
}

class Kept implements Disposable {
  readonly tensors: readonly dg.Tensor[];

  constructor(tensors: readonly dg.Tensor[]) {
    this.tensors = tensors;
  }

  [Symbol.dispose](): void {
    for (const one of this.tensors) one[Symbol.dispose]();
  }
}

/** Trains with one file operation failing: a save that breaks off. */
async function withBrokenSave(f: () => Promise<unknown>): Promise<unknown> {
  const { rename } = Deno;
  let saves = 0;
  using _rename = stub(Deno, "rename", (from, to) => {
    if (++saves !== 2) return rename(from, to);
    throw new Stop();
  });
  return await f();
}

forEachBackend(
  `stopped ${STOPS} times at random, it ends as if it had not been`,
  (backend) =>
    inFolder(async (folder) => {
      const below = integersBelow(7);
      const never = (place: number): Plan => ({
        ...{ stopping: new Stopping(-1, "never"), place },
        backup: { backupDir: `${folder}/never` },
      });
      const before = backend.bytesInUse;
      const plan = never(0);
      const whole = await train(plan);
      assertEquals(backend.bytesInUse, before);
      const events = plan.stopping.told;
      for (let stops = 0, trial = 0; stops < STOPS; trial++) {
        const place = below(4);
        const freqs = ["epoch", 1, 2, 3] as const;
        const backup = {
          ...{ backupDir: `${folder}/${trial}`, saveFreq: freqs[below(4)] },
          doubleCheckpoint: below(2) === 0,
        };
        const what: unknown[] = [backup, place];
        for (let i = 0; i < MOST && stops < STOPS; i++, stops++) {
          const way = ["signal", "error", "save"][below(3)];
          const at = way === "save" ? -1 : below(events);
          what.push([way, at]);
          const stopped = () =>
            train({ stopping: new Stopping(at, way), place, backup });
          const end =
            await (way === "save" ? withBrokenSave(stopped) : stopped());
          // It came to its end before.
          if (end !== null) assertEquals(end, whole, JSON.stringify(what));
        }
        const end = await train({ ...never(place), backup });
        assertEquals(end, whole, JSON.stringify(what));
      }
      assertEquals(backend.bytesInUse, before);
    }),
  { onWebGPU: thorough() },
);

/** A training that was stopped and goes on is, bit for bit, the one that was never stopped. */

import * as dg from "@decograd/decograd";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { everyLayer } from "../../helpers/every_layer.ts";
import { generator } from "../../helpers/random.ts";
import { type Training, TRAININGS } from "../../helpers/trainings.ts";
import { thorough } from "../../helpers/thorough.ts";

class Stop extends Error {}

/** Keeps the training when `isTime` says so for the n-th hook that is told, and then breaks it off. */
class Stopping extends dg.callbacks.Callback {
  count = 0;
  readonly at: number;
  readonly path: string;

  constructor(at: number, path: string) {
    super();
    this.at = at;
    this.path = path;
  }

  override onTrainBatchEnd(): Promise<void> {
    return this.#hear();
  }

  override onEpochEnd(): Promise<void> {
    return this.#hear();
  }

  async #hear(): Promise<void> {
    if (this.count++ !== this.at) return;
    await dg.saveCheckpoint(this.model, this.path);
    throw new Stop();
  }
}

async function run(
  { model, x, y, options }: Training,
  stopping: Stopping,
  place: number,
  resumeFrom: string | null = null,
): Promise<unknown> {
  const callbacks = [...options.callbacks ?? []];
  callbacks.splice(place, 0, stopping);
  const { epoch, history } = await model.fit(x, y, {
    ...options,
    ...{ callbacks, resumeFrom, verbose: 0 },
  });
  const { optimizer } = model;
  const weights = await Promise.all(
    model.getWeights().map(async (one) => [...await one.data()]),
  );
  const state = (await optimizer.getState()).map(({ data }) => [...data]);
  return {
    epoch,
    history,
    weights,
    state,
    next: dg.defaultSeedGenerator().getState(),
  };
}

const random = generator(11);

for (const [name, make] of Object.entries(TRAININGS)) {
  Deno.test(`stopped anywhere, it goes on as if it had not been: ${name}`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      const path = `${folder}/last.safetensors`;
      const begin = (seed: number): Training => {
        dg.setRandomSeed(seed);
        return make();
      };
      const never = new Stopping(-1, path);
      const whole = await run(begin(1), never, 0);
      for (let trial = 0; trial < (thorough() ? 30 : 4); trial++) {
        const at = Math.floor(random() * never.count);
        const count = make().options.callbacks?.length ?? 0;
        const place = Math.floor(random() * (count + 1));
        const stopped = begin(1);
        await assertRejects(
          () => run(stopped, new Stopping(at, path), place),
          Stop,
        );
        // Another program, whose random numbers begin elsewhere.
        const again = begin(2);
        const rest = await run(again, new Stopping(-1, path), place, path);
        assertEquals(rest, whole, `stopped at ${at}, in place ${place}`);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

Deno.test("every layer that draws has its stream where a checkpoint finds it", () => {
  for (const [name, { make }] of everyLayer) {
    const layer = make();
    // An initializer draws once, when the layer is built.
    if (!Object.hasOwn(layer, "seed")) continue;
    const { seedGenerator } = layer as { seedGenerator?: unknown };
    assert(seedGenerator instanceof dg.SeedGenerator, name);
  }
});

/** In which order callbacks are told what happens: Keras's. */

import { assertEquals, assertRejects } from "@std/assert";
import * as dg from "@decograd/decograd";
import { loadFixture } from "../helpers/fixtures.ts";

/** A hook, the number of its epoch or batch, and the names in its logs. */
type Event = readonly [hook: string, ...rest: (number | string[])[]];

interface Recorded {
  readonly events: Event[];
  readonly error: string | null;
}

const { x, first, traces } = loadFixture<{
  readonly x: number[][];
  readonly first: number[][];
  readonly traces: Record<string, Recorded>;
}>("behaviour/models.json");

type Run = (
  model: dg.Model,
  callbacks: dg.callbacks.Callback[],
) => Promise<unknown>;

interface Case {
  readonly run: Run;
  /** What is done after an event, named as in Keras. */
  readonly after?: (event: string, model: dg.callbacks.TrainedModel) => void;
}

const HOOKS = ["Train", "Epoch", "TrainBatch", "Test", "TestBatch"]
  .concat(["Predict", "PredictBatch"])
  .flatMap((what) => [`on${what}Begin`, `on${what}End`]);

/** Writes down what it is told. */
class Trace extends dg.callbacks.Callback {
  readonly events: Event[] = [];

  constructor(after: Case["after"]) {
    super();
    for (const hook of HOOKS) {
      const told = async (...about: unknown[]) => {
        const name = hook.replace(
          /[A-Z]/g,
          (letter) => `_${letter.toLowerCase()}`,
        );
        const numbers = about.filter((one) => typeof one === "number");
        const logs = await about.find((one) => typeof one === "object");
        const keys = Object.keys(logs ?? {}).sort();
        this.events.push([name, ...numbers, keys]);
        after?.([name, ...numbers].join(" "), this.model);
      };
      Object.defineProperty(this, hook, { value: told });
    }
  }
}

function* endless(): Generator<dg.BatchTuple> {
  while (true) {
    yield [dg.tensor(x.slice(0, 3)), dg.tensor(first.slice(0, 3))];
  }
}

const FIT = { batchSize: 5, shuffle: false, verbose: 0 } as const;
const VALIDATED: dg.FitOptions = {
  ...FIT,
  validationData: [x.slice(0, 6), first.slice(0, 6)],
};

const fit = (options: dg.FitOptions): Run => (model, callbacks) =>
  model.fit(x, first, { ...options, callbacks });

const CASES: Readonly<Record<string, Case>> = {
  "fit": { run: fit({ ...VALIDATED, epochs: 2 }) },
  "fit, validated every other epoch": {
    run: fit({ ...VALIDATED, epochs: 3, validationFreq: 2 }),
  },
  "evaluate": {
    run: (model, callbacks) =>
      model.evaluate(x, first, { batchSize: 5, verbose: 0, callbacks }),
  },
  "predict": {
    run: (model, callbacks) =>
      model.predict(x, { batchSize: 5, verbose: 0, callbacks }),
  },
  "stopped in an epoch's first step": {
    run: fit({ ...VALIDATED, epochs: 3 }),
    after(event, model) {
      if (event === "on_train_batch_end 0") model.stopTraining = true;
    },
  },
  "stopped at the end of an epoch": {
    run: fit({ ...FIT, epochs: 3 }),
    after(event, model) {
      if (event === "on_epoch_end 0") model.stopTraining = true;
    },
  },
  "an error in a step's hook": {
    run: fit({ ...FIT, epochs: 2 }),
    after(event) {
      if (event === "on_train_batch_end 1") throw new Error("no more");
    },
  },
  "an endless generator": {
    run: (model, callbacks) =>
      model.fit(endless(), null, {
        stepsPerEpoch: 2,
        epochs: 2,
        callbacks,
        verbose: 0,
      }),
  },
  "no epochs": { run: fit({ ...FIT, epochs: 0 }) },
};

function small(): dg.Sequential {
  const model = new dg.Sequential([
    new dg.layers.Dense({ units: 2, inputShape: [4] }),
  ]);
  model.compile({ optimizer: "sgd", loss: "mse", metrics: ["mae"] });
  return model;
}

/** What is told of a prediction has no logs here: the outputs are what predict resolves to. */
function withoutOutputs(event: Event): Event {
  const [name, ...rest] = event;
  return name.startsWith("on_predict")
    ? [name, ...rest.slice(0, -1), []]
    : event;
}

for (const [name, { events, error }] of Object.entries(traces)) {
  Deno.test(`callbacks are told in Keras's order: ${name}`, async () => {
    const model = small();
    const { run, after } = CASES[name];
    const trace = new Trace(after);
    const done = run(model, [trace]);
    const expected = events.map(withoutOutputs);
    if (error === null) await done;
    else {
      await assertRejects(() => done, Error, error);
      // Keras leaves callbacks at that; here they may put in order what they have begun.
      expected.push(["on_train_end", []]);
    }
    assertEquals(trace.events, expected);
  });
}

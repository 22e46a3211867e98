/** What is said of a training that is stopped late is what a run that goes on finds. */

import * as dg from "@decograd/decograd";
import { assert, assertEquals } from "@std/assert";
import { stub } from "@std/testing/mock";
import { Training } from "../../examples/shared/training.ts";
import { inFolder } from "../helpers/folder.ts";

const STEPS = 3, EPOCHS = 2;

/** Trains, and presses Ctrl-C at a moment; what was said. */
async function train(
  out: string,
  { resume, moment }: { resume: boolean; moment?: string },
): Promise<string> {
  const listeners: (() => void)[] = [];
  const press = () => listeners.forEach((listener) => listener());
  using _added = stub(Deno, "addSignalListener", (name, listener) => {
    if (name === "SIGINT") listeners.push(listener);
  });
  using _removed = stub(Deno, "removeSignalListener");
  using log = stub(console, "log");
  dg.clearSession();
  using model = new dg.Sequential([dg.Input([2]), new dg.layers.Dense(1)]);
  model.compile({ optimizer: "sgd", loss: "mse" });
  const chosen = { example: "late", epochs: EPOCHS, backend: "wasm" as const };
  using training = await Training.open(
    model,
    { ...chosen, out, overwrite: false, resume },
    [],
  );
  let epoch = 0;
  const pressing = new dg.callbacks.LambdaCallback({
    onEpochBegin: (index) => void (epoch = index),
    onTrainBatchEnd: (index) => {
      if (moment === `step ${index} of ${epoch}`) press();
    },
    onEpochEnd: (index) => {
      if (moment === `end of ${index}`) press();
    },
  });
  const x = dg.ones([STEPS, 2]), y = dg.ones([STEPS, 1]);
  await training.fit(({ callbacks = [], ...more }) =>
    model.fit(x, y, {
      ...{ ...more, batchSize: 1, epochs: EPOCHS, verbose: 0 },
      callbacks: [pressing, ...callbacks!],
    })
  );
  assertEquals(training.code, moment === undefined ? 0 : 130);
  return log.calls.map(({ args }) => args.join(" ")).join("\n");
}

for (
  const [moment, isLeft] of [
    ["step 1 of 1", true],
    ["step 2 of 0", true],
    ["end of 0", true],
    ["step 2 of 1", false],
    ["end of 1", false],
  ] as const
) {
  Deno.test(`a training that is stopped at ${moment} has ${isLeft ? "steps" : "nothing"} left`, () =>
    inFolder(async (folder) => {
      const stopped = await train(folder, { resume: false, moment });
      assert(
        stopped.includes(
          isLeft
            ? "\nstopped (--resume goes on from here)"
            : "\nstopped behind the last step: nothing is left to train",
        ),
        stopped,
      );
      const on = await train(folder, { resume: true });
      const found = isLeft
        ? /^trained in /m
        : /^nothing is left to train after/m;
      assert(found.test(on), on);
    }));
}

/** A training that is stopped anywhere goes on as if it had not been. */

import * as dg from "@decograd/decograd";
import {
  assert,
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { stub } from "@std/testing/mock";
import { imagesOf, PIXELS } from "../../examples/shared/images.ts";
import { Keep } from "../../examples/shared/keep.ts";
import { Output } from "../../examples/shared/output.ts";
import { UserError } from "../../examples/shared/run.ts";
import { VariationalAutoencoder } from "../../examples/vae/vae.ts";
import { EXAMPLES, saidBy } from "../helpers/every_example.ts";
import { inFolder } from "../helpers/folder.ts";
import { exampleFlags, runLines, withImages } from "../helpers/run_example.ts";

const WEIGHTS = "weights.safetensors";
/** 11 images in batches of 2: six steps an epoch, the last of one image. */
const IMAGES = imagesOf(
  Float32Array.from({ length: 11 * PIXELS }, (_, i) => i % 7 > 3 ? 1 : 0),
);

/** What a training came to. */
interface Trained {
  readonly stopped: boolean;
  readonly losses: readonly number[];
  readonly weights: readonly ArrayLike<number>[];
}

/** Trains two epochs, or until the step that is going on when a signal aborts, which it does after so many. */
async function train(
  folder: string,
  { resumes = false, abortAfter = Infinity, inTurn = false, seed = 0 } = {},
): Promise<Trained> {
  using output = await Output.open(folder, {
    files: [WEIGHTS, "checkpoint.safetensors"],
    ...{ weights: 1, overwrite: false, resume: resumes },
  });
  dg.setRandomSeed(7);
  using vae = new VariationalAutoencoder({ latentSize: 2 });
  vae.noise = new dg.SeedGenerator({ seed });
  vae.compile({ optimizer: "adam" });
  const controller = new AbortController();
  let steps = 0;
  const aborting = new dg.callbacks.LambdaCallback({
    async onTrainBatchBegin() {
      if (!inTurn || ++steps < abortAfter) return;
      // So long that the loop lets the event loop turn behind the step, which is when signals are heard.
      await new Promise((resolve) => setTimeout(resolve, 60));
      setTimeout(() => controller.abort(), 0);
    },
    onTrainBatchEnd() {
      if (!inTurn && ++steps >= abortAfter) controller.abort();
    },
  });
  const { signal } = controller;
  const keep = new Keep(output, { fixed: { seed }, resumes });
  const { history } = await vae.fit(IMAGES, null, {
    ...{ batchSize: 2, epochs: 2, verbose: 0, signal },
    callbacks: [aborting, keep],
  });
  const values = vae.weights.map(({ value }) => value.data());
  return {
    stopped: signal.aborted,
    losses: history.loss ?? [],
    weights: await Promise.all(values),
  };
}

Deno.test("a training that is stopped in any step goes on bit for bit", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const whole = await train(`${folder}/whole`);
    assertEquals(whole.losses.length, 2);
    for (const abortAfter of [1, 4, 5, 6, 9]) {
      const part = `${folder}/${abortAfter}`;
      const inTurn = abortAfter === 4;
      const first = await train(part, { abortAfter, inTurn });
      assert(first.stopped);
      assertNotEquals(first.weights, whole.weights);
      const { losses, weights } = await train(part, { resumes: true });
      assertEquals(losses, whole.losses, `after ${abortAfter}`);
      assertEquals(weights, whole.weights, `after ${abortAfter}`);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a training with other options does not go on, and nothing is written", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await assertRejects(
      () => train(`${folder}/none`, { resumes: true }),
      UserError,
      "of an earlier run to go on from, found none",
    );
    await train(folder, { abortAfter: 2 });
    const before = await Deno.readFile(`${folder}/${WEIGHTS}`);
    await assertRejects(
      () => train(folder, { resumes: true, seed: 1 }),
      UserError,
      "expected --seed 0, as in the earlier run, received --seed 1",
    );
    assertEquals(await Deno.readFile(`${folder}/${WEIGHTS}`), before);
    const checkpoint = `${folder}/checkpoint.safetensors`;
    const cut = (await Deno.readFile(checkpoint)).subarray(0, 500);
    for (const other of [before, cut, new Uint8Array()]) {
      await Deno.writeFile(checkpoint, other);
      const error = await assertRejects(
        () => train(folder, { resumes: true }),
        UserError,
        "Cannot resume: ",
      );
      assert(error.message.includes(checkpoint), error.message);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({
  name: "a run that Ctrl-C stops twice leaves what one without a stop leaves",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withImages(async (folder) => {
      const options = [
        ...exampleFlags("vae"),
        ...[`--data=${folder}/images`, "--latent-size=2"],
        ...["--images=16", "--batch-size=8"],
      ];
      let epochs = 0;
      for (const more of [[], ["--resume"]]) {
        // Without an end, so that it is going on whenever the signal comes.
        const args = [...options, `--out=${folder}/part`, "--epochs=1000000"];
        let sent = false;
        const run = await runLines([...args, ...more], (line, child) => {
          const [, epoch] = line.match(/^epoch (\d+)\/.* loss /) ?? [];
          epochs = Math.max(epochs, Number(epoch ?? 0));
          if (epoch === undefined || sent) return;
          sent = true;
          child.kill("SIGINT");
        });
        assertEquals([run.code, run.err], [130, ""], run.out);
        assert(run.out.includes("stopped (--resume goes on from here)"));
      }
      const end = `--epochs=${epochs + 2}`;
      const on = [...options, end, `--out=${folder}/part`, "--resume"];
      const whole = [...options, end, `--out=${folder}/whole`];
      for (const args of [on, whole]) {
        const { code, err } = await runLines(args);
        assertEquals([code, err], [0, ""]);
      }
      for await (const { name } of Deno.readDir(`${folder}/whole`)) {
        const [part, all] = await Promise.all(
          ["part", "whole"].map((run) =>
            Deno.readFile(`${folder}/${run}/${name}`)
          ),
        );
        assertEquals(part, all, name);
      }
    }),
});

/** Runs the smallest example in this process; what it says. */
function anomaly(...args: string[]): Promise<string> {
  // Layers have the names that they have in a process of its own.
  dg.clearSession();
  return saidBy(EXAMPLES.anomaly.main, ["--heartbeats=50", ...args]);
}

Deno.test("a run that begins without a step goes on with the bits of one run", async () => {
  const folder = await Deno.makeTempDir();
  const runs: [out: string, ...args: string[]][] = [
    ["parts", "--epochs=0"],
    ["parts", "--epochs=2", "--resume"],
    ["whole", "--epochs=2"],
  ];
  try {
    for (const [out, ...args] of runs) {
      await anomaly(`--out=${folder}/${out}`, ...args);
    }
    await assertRejects(
      () => anomaly(`--out=${folder}/parts`, "--resume", "--seed=1"),
      UserError,
      "expected --seed 0, as in the earlier run",
    );
    for (const name of [WEIGHTS, "checkpoint.safetensors"]) {
      const [parts, whole] = await Promise.all(
        ["parts", "whole"].map((out) =>
          Deno.readFile(`${folder}/${out}/${name}`)
        ),
      );
      assertEquals(parts, whole, name);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a run that goes on says what is left to train, and calls nothing earlier that is its own", async () => {
  const folder = await Deno.makeTempDir();
  const out = `--out=${folder}`;
  const expectSaid = (text: string, said: RegExp, not: RegExp): void =>
    assert(said.test(text) && !not.test(text), text);
  try {
    expectSaid(await anomaly(out, "--epochs=1"), /^trained/m, /nothing/);
    expectSaid(
      await anomaly(out, "--resume", "--epochs=1"),
      /^nothing .* epoch 1 .*\nits results are there/m,
      /^(trained|wrote|testing)/m,
    );
    // Progress is no line of the program's own: it is seen from outside.
    const flags = [...exampleFlags("autoencoders"), "anomaly"];
    const on = ["--heartbeats=50", out, "--resume", "--epochs=2"];
    const { code, out: seen, err } = await runLines([...flags, ...on]);
    assertEquals([code, err], [0, ""], seen);
    expectSaid(seen, /^epoch 2\/2/m, /nothing|^epoch 1/m);
    expectSaid(
      await anomaly(out, "--resume", "--epochs=2"),
      /^its results are there/m,
      /^wrote/m,
    );
    // What was drawn before the last epoch shows another model.
    await Deno.utime(`${folder}/heartbeats.svg`, 0, 0);
    const anew = await anomaly(out, "--resume", "--epochs=2");
    assertStringIncludes(anew, "heartbeats.svg");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a run does not go on with another example's, and says whose it is", () =>
  inFolder(async (folder) => {
    await anomaly(`--out=${folder}`, "--epochs=0");
    const args = [...EXAMPLES.segmentation.small, `--out=${folder}`];
    using _log = stub(console, "log");
    await assertRejects(
      () => EXAMPLES.segmentation.main([...args, "--resume"]),
      UserError,
      `Cannot resume: expected a run of segmentation, received ${folder}/checkpoint.safetensors of autoencoders anomaly`,
    );
  }));

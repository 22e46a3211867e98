/** The DCGAN of TensorFlow's tutorial: its sizes, its losses and its score, and the example as its users run it. */

import * as dg from "@decograd/decograd";
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { encodeNpy } from "@decograd/decograd/data";
import { decode } from "fast-png";
import { readDrawn } from "../../examples/dcgan/drawn_elsewhere.ts";
import { DCGAN } from "../../examples/dcgan/model.ts";
import { scoreOf } from "../../examples/dcgan/score.ts";
import {
  discriminatorLoss,
  generatorLoss,
} from "../../examples/shared/adversaries.ts";
import { UserError } from "../../examples/shared/run.ts";
import { assertClose } from "../helpers/assert_close.ts";
import { testOn, webgpuIsSoftware } from "../helpers/missing_backend.ts";
import { exampleFlags, runLines, withImages } from "../helpers/run_example.ts";
import { thorough } from "../helpers/thorough.ts";

const RUN = [...exampleFlags("dcgan"), "--images=8", "--batch-size=4"];

Deno.test("generator and discriminator have as many weights as the tutorial's", () => {
  using gan = new DCGAN(0);
  const { generator, discriminator } = gan;
  const counts = [generator, discriminator].map((one) => one.countParams());
  assertEquals(counts, [2_330_944, 212_865]);
});

Deno.test("both optimizers have the settings of the tutorial, or of the paper", () => {
  const settings = (["tutorial", "paper"] as const).map((adam) => {
    using gan = new DCGAN(0, adam);
    return [gan.generatorOptimizer, gan.discriminatorOptimizer].map((one) => {
      const { learning_rate, beta_1 } = one.getConfig();
      return [learning_rate, beta_1];
    });
  });
  assertEquals(settings, [[[1e-4, 0.9], [1e-4, 0.9]], [[2e-4, 0.5], [
    2e-4,
    0.5,
  ]]]);
});

Deno.test("the losses are cross entropies: drawn images are to be taken for real by one, and told from them by the other", async () => {
  const [real, drawn] = [[2, -1], [0.5, -3]];
  const softplus = (x: number) => Math.log1p(Math.exp(x));
  const mean = (numbers: number[]) => numbers.reduce((a, b) => a + b) / 2;
  const [ofReal, ofDrawn] = [real, drawn].map((one) => dg.tensor(one, [2, 1]));
  const losses = [
    generatorLoss(ofDrawn),
    discriminatorLoss(ofReal, ofDrawn),
  ];
  assertClose(
    await Promise.all(losses.map((loss) => loss.item())),
    [
      mean(drawn.map((x) => softplus(-x))),
      mean(real.map((x) => softplus(-x))) + mean(drawn.map(softplus)),
    ],
    { terms: 8 },
  );
});

Deno.test("samples are digits where the classifier is sure of one", () => {
  const probabilities = new Float32Array(40);
  [[7, 0.95], [7, 0.91], [0, 0.89], [3, 0.99]].forEach(([digit, share], i) => {
    probabilities.fill((1 - share) / 9, 10 * i, 10 * i + 10);
    probabilities[10 * i + digit] = share;
  });
  const digits = [0, 0, 0, 1, 0, 0, 0, 2, 0, 0];
  assertEquals(scoreOf(probabilities), { sure: 0.75, digits });
});

for (const backend of ["wasm", "webgpu"] as const) {
  testOn(
    backend,
    `on ${backend} the example trains, draws, and tells what a classifier says`,
    () =>
      withImages(async (folder) => {
        await writeImages(`${folder}/others.npy`, [3, 28, 28, 1], 0.5);
        const { code, out, err } = await runLines([
          ...[...RUN, `--data=${folder}/images`, `--out=${folder}/out`],
          ...[`--backend=${backend}`, "--epochs=1", "--score", "--scored=4"],
          `--compare=${folder}/others.npy`,
        ]);
        assertEquals([code, err], [0, ""], out);
        assert(/^epoch 1\/1 .*generator 0\.[67]\d/m.test(out), out);
        assert(
          /sure of [\d.]+ % of them\na classifier that .+\nand of [\d.]+ % of 4 samples\n\d+ of 10 digits/
            .test(out),
          out,
        );
        assert(
          /\nand of [\d.]+ % of 3 images of \S+others.npy\n\d of 10 digits/
            .test(out),
          out,
        );
        const png = decode(await Deno.readFile(`${folder}/out/samples.png`));
        assertEquals([png.width, png.height], [16 * 30 + 2, 8 * 30 + 2]);
        using gan = new DCGAN(1);
        await gan.loadWeights(`${folder}/out/weights.safetensors`);
      }),
    { ignore: backend === "webgpu" && webgpuIsSoftware },
  );
}

Deno.test("files that hold no images are refused before the training begins", () =>
  withImages(async (folder) => {
    const path = `${folder}/others.npy`;
    const wrong: [received: RegExp, shape: number[], value: number][] = [
      [/received an array \[3, 28, 28\] /, [3, 28, 28], 0],
      [/received an array \[0, 28, 28, 1\] /, [0, 28, 28, 1], 0],
      [/received -0\.5 among them /, [1, 28, 28, 1], -0.5],
      [/received NaN among them /, [1, 28, 28, 1], NaN],
    ];
    for (const [received, shape, value] of wrong) {
      await writeImages(path, shape, value);
      const error = await assertRejects(() => readDrawn(path), UserError);
      assertMatch(`${error.message} `, received);
      assertStringIncludes(error.message, `Cannot compare with ${path}:`);
    }
    await Deno.writeTextFile(path, "no array");
    await assertRejects(() => readDrawn(path), UserError, "received ");
  }));

/** Images of one grey, as another program leaves them. */
async function writeImages(path: string, shape: number[], value: number) {
  const size = shape.reduce((product, length) => product * length);
  const data = new Float32Array(size).fill(value);
  await Deno.writeFile(path, encodeNpy({ shape, data }));
}

Deno.test({
  name: "two parts, each with an optimizer, go on with the bits of one run",
  ignore: !thorough(),
  fn: () =>
    withImages(async (folder) => {
      const runs: [out: string, ...args: string[]][] = [
        ["parts", "--epochs=1"],
        ["parts", "--epochs=2", "--resume"],
        ["whole", "--epochs=2"],
      ];
      for (const [out, ...args] of runs) {
        const { code, err } = await runLines([
          ...[...RUN, `--data=${folder}/images`, `--out=${folder}/${out}`],
          ...args,
        ]);
        assertEquals([code, err], [0, ""]);
      }
      for await (const { name } of Deno.readDir(`${folder}/whole`)) {
        const [parts, whole] = await Promise.all(
          ["parts", "whole"].map((run) => digestOf(`${folder}/${run}/${name}`)),
        );
        assertEquals(parts, whole, name);
      }
    }),
});

/** What tells a file from another. */
async function digestOf(path: string): Promise<string> {
  const bytes = await Deno.readFile(path);
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(digest).toHex();
}

/** The models, their training and its pictures, against Keras and by hand. */

import * as dg from "@decograd/decograd";
import { assert, assertEquals } from "@std/assert";
import { decode } from "fast-png";
import {
  imagesOf,
  PIXELS,
  SIDE,
  toUnit,
} from "../../examples/shared/images.ts";
import { samples } from "../../examples/vae/main.ts";
import {
  type Images,
  imagesIn,
  pairs,
  pictureOf,
  some,
} from "../../examples/shared/pictures.ts";
import type { PartsOptions } from "../../examples/vae/parts.ts";
import { VariationalAutoencoder } from "../../examples/vae/vae.ts";
import { assertClose } from "../helpers/assert_close.ts";
import { loadFixture } from "../helpers/fixtures.ts";
import { ownMemory } from "../helpers/own_memory.ts";

interface Elbo {
  readonly noise: number[][];
  readonly mean: number[][];
  readonly logVariance: number[][];
  readonly reconstruction: number[];
  readonly divergence: number[];
  readonly drawn: number[];
}

const SEED = 7;
/** Terms of the longest way through the model: its largest Dense, then a sum over pixels. */
const TERMS = 49 * 64 + 10 + PIXELS;

/** What a fixture is about. */
interface Case {
  readonly name: string;
  readonly fixture: Elbo;
  readonly options: PartsOptions;
}

const plain: Case = {
  name: "TensorFlow's model",
  fixture: loadFixture<Elbo>("decoder/elbo.json"),
  options: { latentSize: 2 },
};
const conditional: Case = {
  name: "Keras's model, told of classes",
  fixture: loadFixture<Elbo>("decoder/elbo_conditional.json"),
  options: { latentSize: 2, tutorial: "keras", classes: 10 },
};

/** The model that a fixture describes. */
function fixtureModel({ options } = plain): VariationalAutoencoder {
  const vae = new VariationalAutoencoder(options);
  vae.trainableVariables.forEach((variable, k) => {
    const scale = variable.shape.length > 1 ? 0.15 : 1.5;
    const data = Float32Array.from(
      { length: variable.size },
      (_, i) => scale * Math.sin(12.9898 * i + k),
    );
    variable.assign(dg.tensor(data, variable.shape));
  });
  return vae;
}

/** The images that the fixture describes. */
function fixtureImages(count: number): Images {
  return imagesOf(Float32Array.from({ length: count * PIXELS }, (_, at) => {
    const n = Math.floor(at / PIXELS);
    return Math.sin(0.37 * (at % PIXELS) + n) > n / 5 ? 1 : 0;
  }));
}

/** The labels that go with them. */
function fixtureLabels(count: number): Images {
  const data = Float32Array.from({ length: count }, (_, n) => (3 * n + 1) % 10);
  return { shape: [count], data };
}

/** Some of them, as a tensor. */
function tensorOf(images: Images, from: number, to: number): dg.Tensor {
  const { shape, data } = some(images, from, to);
  return dg.tensor(data, shape);
}

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** What each image costs. */
function costsOf({ reconstruction, divergence }: Elbo): number[] {
  return reconstruction.map((cost, n) => cost + divergence[n]);
}

for (const one of [plain, conditional]) {
  const { name, fixture, options } = one;
  const labelsOf = (from: number, to: number) =>
    options.classes ? tensorOf(fixtureLabels(5), from, to) : undefined;

  Deno.test(`${name} encodes and draws as Keras does with its weights`, async () => {
    using vae = fixtureModel(one);
    const images = tensorOf(fixtureImages(5), 0, 5), labels = labelsOf(0, 5);
    const { mean, logVariance } = vae.encode(images, labels);
    const rounding = { terms: TERMS, magnitude: 2 };
    assertClose(await mean.data(), fixture.mean.flat(), rounding);
    assertClose(await logVariance.data(), fixture.logVariance.flat(), rounding);
    const drawn = await vae.apply(labels ? [images, labels] : images).data();
    assertClose(
      fixture.drawn.map((_, i) => drawn[56 * i]),
      fixture.drawn,
      rounding,
    );
  });

  Deno.test(`the negative ELBO of ${name} is Keras's, its divergence counted once and averaged over the batch`, async () => {
    using vae = fixtureModel(one);
    const noise = new dg.SeedGenerator({ seed: SEED });
    const costs = costsOf(fixture);
    let from = 0;
    for (const size of [2, 2, 1]) {
      const part = tensorOf(fixtureImages(5), from, from + size);
      const labels = labelsOf(from, from + size);
      using loss = vae.negativeElbo(part, { labels, noise });
      const expected = meanOf(costs.slice(from, from + size));
      assertClose([await loss.item()], [expected], { terms: TERMS });
      from += size;
    }
    // That divergence and noise are seen at all: each is far beyond the rounding.
    assert(Math.min(...fixture.divergence) > 1);
  });
}

Deno.test("what a model is told of the class is seen in what it encodes and draws", async () => {
  using vae = fixtureModel(conditional);
  const images = tensorOf(fixtureImages(5), 0, 1), z = dg.zeros([1, 2]);
  const seen = new Set<string>();
  for (let label = 0; label < 10; label++) {
    const labels = dg.tensor([label]);
    const { mean } = vae.encode(images, labels);
    const drawn = vae.decode(z, labels);
    seen.add(`${await mean.data()} ${await drawn.mean().item()}`);
  }
  assertEquals(seen.size, 10);
});

Deno.test("the noise is the one that the fixture was made with", async () => {
  const noise = new dg.SeedGenerator({ seed: SEED });
  for (const rows of [[0, 1], [2, 3], [4]]) {
    const drawn = dg.randomNormal([rows.length, 2], { seed: noise });
    const expected = rows.flatMap((row) => plain.fixture.noise[row]);
    assertClose(await drawn.data(), expected, { terms: 16, magnitude: 2 });
  }
});

Deno.test("an evaluation gives the mean over images, however few are in the last batch, and its parts", async () => {
  using vae = fixtureModel();
  vae.compile();
  vae.noise = new dg.SeedGenerator({ seed: SEED });
  const logs = await vae.evaluate(fixtureImages(5), null, {
    batchSize: 2,
    returnDict: true,
    verbose: 0,
  });
  const rounding = { terms: TERMS };
  const { reconstruction, divergence } = plain.fixture;
  assertClose([logs.loss], [meanOf(costsOf(plain.fixture))], rounding);
  assertClose([logs.pixels], [meanOf(reconstruction)], rounding);
  assertClose([logs.latent], [meanOf(divergence)], rounding);
});

Deno.test("the pictures show originals over reconstructions, samples, and grey paper", async () => {
  using vae = fixtureModel();
  const images = fixtureImages(19);
  const seen = decode(await pairs(vae, images, { columns: 16, count: 2 }));
  const step = SIDE + 2;
  assertEquals([seen.width, seen.height], [16 * step + 2, 4 * step + 2]);
  const drawn = await vae.apply(tensorOf(images, 0, 19)).data();
  for (let n = 0; n < 32; n++) {
    const row = 2 * Math.floor(n / 16);
    assertEquals(cell(seen, row, n % 16), bytesOf(images.data, n));
    assertEquals(cell(seen, row + 1, n % 16), bytesOf(drawn, n));
  }
  using made = samples(vae, { seed: 3 });
  const random = decode(await pictureOf([await imagesIn(made)], 16));
  assertEquals([random.width, random.height], [16 * step + 2, 8 * step + 2]);
  const z = dg.randomNormal([128, 2], { seed: 3 });
  const expected = await vae.decode(z).data();
  for (const n of [0, 17, 127]) {
    assertEquals(
      cell(random, Math.floor(n / 16), n % 16),
      bytesOf(expected, n),
    );
  }
  const one = decode(
    await pairs(vae, fixtureImages(1), { columns: 16, count: 2 }),
  );
  assertEquals(one.height, 2 * step + 2);

  function bytesOf(pixels: Float32Array, n: number): number[] {
    const own = pixels.subarray(n * PIXELS, (n + 1) * PIXELS);
    const paper = new Float32Array(PIXELS).fill(0.5);
    return [
      ...Uint8ClampedArray.from(own.length ? own : paper, (x) => 255 * x),
    ];
  }

  function cell(
    { data, width }: ReturnType<typeof decode>,
    row: number,
    column: number,
  ): number[] {
    const [top, left] = [2 + row * step, 2 + column * step];
    return Array.from(
      { length: PIXELS },
      (_, i) => data[(top + Math.floor(i / SIDE)) * width + left + i % SIDE],
    );
  }
});

Deno.test("bytes become numbers from 0 to 1, black or white unless grey is kept", () => {
  const bytes = Uint8Array.of(0, 127, 128, 255);
  assertEquals(toUnit(bytes, false), Float32Array.of(0, 0, 1, 1));
  assertEquals(
    toUnit(bytes, true),
    Float32Array.of(0, 127 / 255, 128 / 255, 1),
  );
});

Deno.test("the loss falls in training, and a step leaves no memory behind", async () => {
  await using _own = await ownMemory();
  using vae = new VariationalAutoencoder({ latentSize: 4 });
  const optimizer = new dg.optimizers.Adam({ learningRate: 0.003 });
  vae.compile({ optimizer });
  const bytes: number[] = [];
  const watching = new dg.callbacks.LambdaCallback({
    onTrainBatchEnd: () => void bytes.push(dg.getBackend().bytesInUse),
  });
  const { history } = await vae.fit(fixtureImages(48), null, {
    epochs: 6,
    batchSize: 32,
    callbacks: [watching],
    verbose: 0,
  });
  assert(history.loss[5] < 0.9 * history.loss[0], history.loss.join());
  assertEquals(new Set(bytes.slice(1)).size, 2, bytes.join());
});

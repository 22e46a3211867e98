/** The decoder's model, its training and its report, against Keras and by hand. */

import * as dg from "@decograd/decograd";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { stub } from "@std/testing/mock";
import { decode } from "fast-png";
import {
  PIXELS,
  SIDE,
  toTensor,
  toUnit,
} from "../../examples/decoder/images.ts";
import {
  reconstructions,
  samples,
  testElbo,
  weights,
} from "../../examples/decoder/report.ts";
import { DivergedError, train } from "../../examples/decoder/train.ts";
import { VariationalAutoencoder } from "../../examples/decoder/vae.ts";
import { assertClose } from "../helpers/assert_close.ts";
import { loadFixture } from "../helpers/fixtures.ts";

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
const TERMS = 36 * 64 + PIXELS;

/** The model that the fixture describes. */
function fixtureModel(): VariationalAutoencoder {
  const vae = new VariationalAutoencoder(2);
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

/** The images that the fixture describes, one after the other. */
function fixtureImages(count: number): Float32Array {
  return Float32Array.from({ length: count * PIXELS }, (_, at) => {
    const n = Math.floor(at / PIXELS);
    return Math.sin(0.37 * (at % PIXELS) + n) > n / 5 ? 1 : 0;
  });
}

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

const fixture = loadFixture<Elbo>("decoder/elbo.json");
const costs = fixture.reconstruction.map((cost, n) =>
  cost + fixture.divergence[n]
);

Deno.test("the model encodes and draws what Keras does with its weights", async () => {
  using vae = fixtureModel();
  const images = toTensor(fixtureImages(5));
  const { mean, logVariance } = vae.encode(images);
  const rounding = { terms: TERMS, magnitude: 2 };
  assertClose(await mean.data(), fixture.mean.flat(), rounding);
  assertClose(await logVariance.data(), fixture.logVariance.flat(), rounding);
  const drawn = await vae.apply(images).data();
  assertClose(
    fixture.drawn.map((_, i) => drawn[56 * i]),
    fixture.drawn,
    rounding,
  );
});

Deno.test("the negative ELBO is Keras's, its divergence counted once and averaged over the batch", async () => {
  using vae = fixtureModel();
  const noise = new dg.SeedGenerator({ seed: SEED });
  let from = 0;
  for (const size of [2, 2, 1]) {
    const part = fixtureImages(5).subarray(
      from * PIXELS,
      (from + size) * PIXELS,
    );
    using loss = vae.negativeElbo(toTensor(part), noise);
    const expected = meanOf(costs.slice(from, from + size));
    assertClose([await loss.item()], [expected], { terms: TERMS });
    from += size;
  }
  // That divergence and noise are seen at all: each is far beyond the rounding.
  assert(Math.min(...fixture.divergence) > 1);
});

Deno.test("the noise is the one that the fixture was made with", async () => {
  const noise = new dg.SeedGenerator({ seed: SEED });
  for (const rows of [[0, 1], [2, 3], [4]]) {
    const drawn = dg.randomNormal([rows.length, 2], { seed: noise });
    const expected = rows.flatMap((row) => fixture.noise[row]);
    assertClose(await drawn.data(), expected, { terms: 16, magnitude: 2 });
  }
});

Deno.test("the test ELBO is the mean over images, however few are in the last batch", async () => {
  using vae = fixtureModel();
  const images = fixtureImages(5);
  const elbo = await testElbo(vae, images, { seed: SEED, batchSize: 2 });
  assertClose([elbo ?? NaN], [-meanOf(costs)], { terms: TERMS });
  const signal = AbortSignal.abort();
  const options = { seed: SEED, batchSize: 2, signal };
  assertEquals(await testElbo(vae, images, options), null);
});

Deno.test("the pictures show originals over reconstructions, samples, and grey paper", async () => {
  using vae = fixtureModel();
  const images = fixtureImages(19);
  const seen = decode(await reconstructions(vae, images));
  const step = SIDE + 2;
  assertEquals([seen.width, seen.height], [16 * step + 2, 4 * step + 2]);
  const drawn = await vae.apply(toTensor(images)).data();
  for (let n = 0; n < 32; n++) {
    const row = 2 * Math.floor(n / 16);
    assertEquals(cell(seen, row, n % 16), bytesOf(images, n));
    assertEquals(cell(seen, row + 1, n % 16), bytesOf(drawn, n));
  }
  const random = decode(await samples(vae, 3));
  assertEquals([random.width, random.height], [16 * step + 2, 8 * step + 2]);
  const z = dg.randomNormal([128, 2], { seed: 3 });
  const expected = await vae.decode(z).data();
  for (const n of [0, 17, 127]) {
    assertEquals(
      cell(random, Math.floor(n / 16), n % 16),
      bytesOf(expected, n),
    );
  }
  const one = decode(await reconstructions(vae, images.subarray(0, PIXELS)));
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

Deno.test("all weights go into the file by name, unless they are no numbers", async () => {
  using vae = fixtureModel();
  const { tensors } = dg.data.decodeSafetensors(await weights(vae));
  assertEquals(Object.keys(tensors).length, vae.weights.length);
  for (const { path, shape, value } of vae.weights) {
    assertEquals(tensors[path].shape, [...shape]);
    assertEquals(tensors[path].data, await value.data());
  }
  const [, bias] = vae.trainableVariables;
  const data = await bias.value.data();
  data[data.length - 1] = NaN;
  bias.assign(dg.tensor(data, bias.shape));
  await assertRejects(() => weights(vae), DivergedError, bias.path);
});

Deno.test("bytes become numbers from 0 to 1, black or white unless grey is kept", () => {
  const bytes = Uint8Array.of(0, 127, 128, 255);
  assertEquals(toUnit(bytes, false), Float32Array.of(0, 0, 1, 1));
  assertEquals(
    toUnit(bytes, true),
    Float32Array.of(0, 127 / 255, 128 / 255, 1),
  );
});

Deno.test("the loss falls in training, and the weights are kept between epochs", async () => {
  using vae = new VariationalAutoencoder(4);
  const kept: string[] = [];
  const { losses, result } = await shown(() =>
    train(vae, fixtureImages(48), {
      epochs: 6,
      batchSize: 32,
      seed: 0,
      learningRate: 0.003,
      signal: new AbortController().signal,
      keep: (done) => Promise.resolve(void kept.push(done)),
    })
  );
  assertEquals(await result, "step 2 of epoch 6");
  assertEquals(
    kept,
    [1, 2, 3, 4, 5].map((epoch) => `step 2 of epoch ${epoch}`),
  );
  assert(losses.at(-1)! < 0.9 * losses[0], losses.join());
});

Deno.test("each epoch sees every image once, in an order of its own", async () => {
  const batches: Promise<Float32Array>[] = [];
  class Watching extends VariationalAutoencoder {
    override negativeElbo(images: dg.Tensor, noise: dg.SeedGenerator) {
      batches.push(images.data() as Promise<Float32Array>);
      return super.negativeElbo(images, noise);
    }
  }
  using vae = new Watching(2);
  // The first pixel is the number of the image.
  const images = new Float32Array(10 * PIXELS);
  for (let n = 0; n < 10; n++) images[n * PIXELS] = n / 10;
  await shown(() =>
    train(vae, images, {
      epochs: 2,
      batchSize: 4,
      seed: 0,
      learningRate: 0.001,
      signal: new AbortController().signal,
      keep: () => Promise.resolve(),
    })
  );
  const data = await Promise.all(batches);
  assertEquals(data.map(({ length }) => length / PIXELS), [4, 4, 2, 4, 4, 2]);
  const [first, second] = [data.slice(0, 3), data.slice(3)].map((epoch) =>
    epoch.flatMap((batch) =>
      [...batch.filter((_, i) => i % PIXELS === 0)].map((x) =>
        Math.round(10 * x)
      )
    )
  );
  assertEquals(first.toSorted(), [...Array(10).keys()]);
  assertEquals(second.toSorted(), [...Array(10).keys()]);
  assert(first.join() !== second.join());
});

Deno.test("training stops after the step when it is told, and at the first loss that is no number", async () => {
  using vae = new VariationalAutoencoder(2);
  const options = {
    epochs: 2,
    batchSize: 4,
    seed: 0,
    learningRate: 0.001,
    keep: () => Promise.resolve(),
  };
  const images = fixtureImages(16);
  const stopped = await shown(() =>
    train(vae, images, { ...options, signal: AbortSignal.abort() })
  );
  assertEquals(await stopped.result, "step 1 of epoch 1");
  const signal = new AbortController().signal;
  const diverged = await shown(() =>
    train(vae, images, { ...options, epochs: 50, learningRate: 1e10, signal })
  );
  await assertRejects(
    () => diverged.result,
    DivergedError,
    "the training cannot go on",
  );
});

/** Runs a training without its showing anything here; the losses it would have shown. */
async function shown(
  training: () => Promise<string>,
): Promise<{ losses: number[]; result: Promise<string> }> {
  let text = "";
  using _written = stub(Deno.stdout, "writeSync", (bytes) => {
    text += new TextDecoder().decode(bytes);
    return bytes.length;
  });
  const result = training();
  await result.catch(() => {});
  const losses = [...text.matchAll(/loss ([\d.]+)/g)].map(([, loss]) =>
    Number(loss)
  );
  return { losses, result };
}

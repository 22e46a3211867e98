/** Two whole training steps of the decoder's model at its own batch size, against what Keras computed in float64. */

import { assert } from "@std/assert";
import * as dg from "@decograd/decograd";
import { VariationalAutoencoder } from "../../examples/vae/vae.ts";
import { type BackendName, openBackend } from "../../backends/mod.ts";
import { assertClose } from "../helpers/assert_close.ts";
import { type Formula, tensorOf } from "../helpers/by_formula.ts";
import { loadFixture } from "../helpers/fixtures.ts";
import { thorough } from "../helpers/thorough.ts";
import { MISSING, webgpuIsSoftware } from "../helpers/missing_backend.ts";

/** Some elements of a tensor, its norm and its largest element. */
interface Sample {
  readonly norm: number;
  readonly largest: number;
  readonly indices: readonly number[];
  readonly values: readonly number[];
}

interface Fixture {
  readonly batch: number;
  readonly latent: number;
  readonly learning_rate: number;
  readonly weights: readonly (Formula & { readonly shape: number[] })[];
  readonly images: Formula;
  readonly epsilon: Formula;
  readonly steps: readonly {
    readonly loss: number;
    readonly divergence: number;
    readonly mean: Sample;
    readonly logits: Sample;
    readonly gradients: readonly Sample[];
    readonly after: readonly Sample[];
  }[];
}

const fixture = loadFixture<Fixture>("behaviour/decoder_step.json");
/** Products and additions that an element of a gradient is the end of: the pixels of a batch, twice over. */
const TERMS = 2 * fixture.batch * 28 * 28;

const slow = thorough() ? undefined : "slow";

const BACKENDS: readonly [BackendName, string | undefined][] = [
  ["wasm", undefined],
  ["blas", MISSING.blas],
  ["webgpu", MISSING.webgpu ?? (webgpuIsSoftware ? slow : undefined)],
  ["reference", slow],
];

for (const [name, missing] of BACKENDS) {
  Deno.test({
    name: `a step of the autoencoder at batch ${fixture.batch} is Keras's, on ${
      missing === undefined ? name : `${name} (${missing})`
    }`,
    ignore: missing !== undefined,
    fn: async () => {
      await dg.setBackend(await openBackend(name));
      await checkSteps();
      await dg.setBackend("wasm");
    },
  });
}

async function checkSteps(): Promise<void> {
  using vae = new VariationalAutoencoder({ latentSize: fixture.latent });
  const { encoder, decoder } = vae;
  encoder.ensureBuilt([null, 28, 28, 1]);
  decoder.ensureBuilt([null, fixture.latent]);
  const variables = [encoder, decoder].flatMap((part) =>
    part.trainableVariables
  );
  variables.forEach((variable, i) => {
    const weight = fixture.weights[i];
    using value = tensorOf(weight, weight.shape);
    variable.assign(value);
  });
  using images = tensorOf(fixture.images, [fixture.batch, 28, 28, 1]);
  using epsilon = tensorOf(fixture.epsilon, [fixture.batch, fixture.latent]);
  const optimizer = new dg.optimizers.Adam({
    learningRate: fixture.learning_rate,
  });
  for (const i of fixture.steps.keys()) {
    const step = runStep(vae, variables, optimizer, { images, epsilon });
    await compareStep(step, i);
  }
}

interface Step {
  readonly named: Readonly<Record<string, Promise<ArrayLike<number>>>>;
  readonly gradients: readonly Promise<ArrayLike<number>>[];
  readonly after: readonly Promise<ArrayLike<number>>[];
}

function runStep(
  vae: VariationalAutoencoder,
  variables: readonly dg.layers.Variable[],
  optimizer: dg.optimizers.Optimizer,
  { images, epsilon }: Readonly<Record<"images" | "epsilon", dg.Tensor>>,
): Step {
  using _scope = new dg.Scope();
  const named: Record<string, Promise<ArrayLike<number>>> = {};
  const { value, gradients } = dg.valueAndGrad(() => {
    const { mean, logVariance } = vae.encode(images);
    const spread = dg.exp(dg.mul(logVariance, 0.5));
    const z = dg.add(mean, dg.mul(epsilon, spread));
    const logits = vae.decoder.apply(z);
    const pixels = dg.losses.binaryCrossentropy(images, logits, {
      fromLogits: true,
    });
    const terms = dg.sub(
      dg.add(dg.square(mean), dg.exp(logVariance)),
      dg.add(logVariance, 1),
    );
    const divergence = dg.div(dg.sum(terms), 2 * fixture.batch);
    // Read before the function is left, which frees them.
    for (const [name, one] of Object.entries({ mean, logits, divergence })) {
      named[name] = one.read();
    }
    return dg.add(dg.mul(dg.mean(pixels), 28 * 28), divergence);
  }, variables);
  optimizer.apply(gradients, variables);
  named.loss = value.read();
  return {
    named,
    gradients: gradients.map((one) => one.read()),
    after: variables.map((one) => one.value.read()),
  };
}

async function compareStep(
  { named, gradients, after }: Step,
  number: number,
): Promise<void> {
  const expected = fixture.steps[number], step = `step ${number + 1}`;
  const { loss, divergence, mean, logits } = expected;
  for (const [name, value] of Object.entries({ loss, divergence })) {
    const terms = fixture.batch * 28 * 28;
    assertClose(await named[name], [value], { terms });
  }
  for (const [name, sample] of Object.entries({ mean, logits })) {
    // The longest sums before them are Dense's, of 2,304 terms.
    compare(await named[name], sample, 2304, `${step}: ${name}`);
  }
  for (const [i, sample] of expected.gradients.entries()) {
    compare(await gradients[i], sample, TERMS, `${step}: gradient ${i}`);
  }
  for (const [i, sample] of expected.after.entries()) {
    const magnitude = magnitudesAfter(number, i);
    compare(await after[i], sample, TERMS, `${step}: weight ${i}`, magnitude);
  }
}

/**
 * What errors of weights are relative to: the weights themselves, which are rounded a few times, and steps as large as
 * the learning rate, in which the errors of gradients count relative to the gradient.
 */
function magnitudesAfter(last: number, variable: number): number[] {
  const { after } = fixture.steps[last];
  const own = after[variable].largest * Math.sqrt(16 / TERMS);
  return after[variable].indices.map((_, i) =>
    fixture.steps.slice(0, last + 1).reduce((sum, { gradients }) => {
      const { largest, values } = gradients[variable];
      const relative = largest / Math.max(Math.abs(values[i]), 1e-9);
      return sum + fixture.learning_rate * relative;
    }, own)
  );
}

/** Compares the norm and the elements, within rounding errors of sums as large as the largest element. */
function compare(
  values: ArrayLike<number>,
  { norm, largest, indices, values: expected }: Sample,
  terms: number,
  what: string,
  magnitude: number | number[] = largest,
): void {
  try {
    const all = Array.from(values);
    assert(all.every(Number.isFinite), "not all are finite");
    assertClose([Math.hypot(...all)], [norm], { terms });
    const some = indices.map((i) => all[i]);
    assertClose(some, expected, { terms, magnitude });
  } catch (error) {
    throw new Error(`${what}, ${(error as Error).message}`);
  }
}

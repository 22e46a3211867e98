/** Steps of the DCGAN's two models, each by its own loss over one pass, against what Keras computed in float64. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import {
  makeDiscriminator,
  makeGenerator,
} from "../../examples/dcgan/model.ts";
import {
  discriminatorLoss,
  generatorLoss,
  learnFromEachOther,
} from "../../examples/shared/adversaries.ts";
import { assertClose } from "../helpers/assert_close.ts";
import { type Formula, tensorOf } from "../helpers/by_formula.ts";
import { loadFixture } from "../helpers/fixtures.ts";
import { testOn } from "../helpers/missing_backend.ts";

interface Fixture {
  readonly batch: number;
  readonly learning_rate: number;
  readonly weights: readonly (Formula & { readonly number: number })[];
  readonly images: Formula;
  readonly noise: Formula;
  readonly losses: readonly (readonly [generator: number, other: number])[];
  readonly after: readonly {
    readonly norm: number;
    readonly indices: readonly number[];
    readonly values: readonly number[];
  }[];
}

const fixture = loadFixture<Fixture>("behaviour/dcgan_step.json");
/** Terms of the longest chain of sums: a product, statistics and a gradient for each of six layers. */
const TERMS = 6 * 3 * 5 * 5 * 256;

for (const backend of ["wasm", "blas"] as const) {
  testOn(
    backend,
    `on ${backend} generator and discriminator take Keras's steps`,
    async () => {
      const parts = makeParts();
      const weights = [parts.generator, parts.discriminator]
        .flatMap((part) => part.weights);
      for (const { number, ...formula } of fixture.weights) {
        using value = tensorOf(formula, weights[number].shape);
        weights[number].assign(value);
      }
      using images = tensorOf(fixture.images, [fixture.batch, 28, 28, 1]);
      using noise = tensorOf(fixture.noise, [fixture.batch, 100]);
      for (const losses of fixture.losses) {
        const told = await Promise.all(step(parts, images, noise));
        assertClose(told, losses, { terms: TERMS });
      }
      assertEquals(weights.length, fixture.after.length);
      for (const [i, { norm, indices, values }] of fixture.after.entries()) {
        const after = await weights[i].value.data();
        const root = Math.sqrt(after.reduce((sum, x) => sum + x * x, 0));
        assertClose([root], [norm], { terms: TERMS });
        assertClose(indices.map((at) => after[at]), values, {
          terms: TERMS,
          magnitude: norm / Math.sqrt(after.length),
        });
      }
    },
  );
}

/** The models, of which the discriminator drops nothing, and optimizers that show gradients as they are. */
function makeParts() {
  const whole = makeDiscriminator();
  const discriminator = new dg.Sequential([
    dg.Input([28, 28, 1]),
    ...whole.layers.filter((layer) => !(layer instanceof dg.layers.Dropout)),
  ]);
  const sgd = () => new dg.optimizers.SGD(fixture.learning_rate);
  return {
    generator: makeGenerator(),
    discriminator,
    generatorOptimizer: sgd(),
    discriminatorOptimizer: sgd(),
  };
}

/** What both losses were. */
function step(
  parts: ReturnType<typeof makeParts>,
  images: dg.Tensor,
  noise: dg.Tensor,
): Promise<number>[] {
  using _scope = new dg.Scope();
  const { generator, discriminator } = parts;
  const training = { training: true };
  const told: Promise<number>[] = [];
  learnFromEachOther(parts, () => {
    const drawn = generator.apply(noise, training);
    const ofDrawn = discriminator.apply(drawn, training);
    const ofReal = discriminator.apply(images, training);
    const losses = {
      generator: generatorLoss(ofDrawn),
      discriminator: discriminatorLoss(ofReal, ofDrawn),
    };
    told.push(losses.generator.item(), losses.discriminator.item());
    return losses;
  });
  return told;
}

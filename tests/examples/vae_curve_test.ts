/** Keras's example, trained for a while: its losses fall as Keras's do. */

import * as dg from "@decograd/decograd";
import { assertEquals } from "@std/assert";
import { loadImages } from "../../examples/shared/images.ts";
import { VariationalAutoencoder } from "../../examples/vae/vae.ts";
import { loadFixture } from "../helpers/fixtures.ts";
import { thorough } from "../helpers/thorough.ts";

const PARTS = ["loss", "pixels", "latent"] as const;

/** Each epoch's means, as one seed has them. */
type Curve = Readonly<Record<typeof PARTS[number], readonly number[]>>;

interface Fixture {
  readonly digits: number;
  readonly epochs: number;
  readonly batch: number;
  readonly latent: number;
  readonly curves: readonly Curve[];
}

Deno.test({
  name: "Keras's example learns as fast as in Keras, over five seeds (slow)",
  ignore: !thorough(),
  fn: async () => {
    const fixture = loadFixture<Fixture>("behaviour/vae_curve.json");
    const { digits: images, batch: batchSize, epochs } = fixture;
    const { train } = await loadImages({ data: null, images, grey: true });
    const curves: Curve[] = [];
    for (const seed of fixture.curves.keys()) {
      dg.setRandomSeed(seed);
      const { latent: latentSize } = fixture;
      using vae = new VariationalAutoencoder({ latentSize, tutorial: "keras" });
      vae.noise = new dg.SeedGenerator({ seed });
      vae.compile({ optimizer: "adam" });
      const { history } = await vae.fit(train, null, {
        ...{ batchSize, epochs, verbose: 0 },
      });
      curves.push(history as unknown as Curve);
    }
    // Medians: a latent number that wakes a few steps earlier is seen from far in a mean.
    const outside: string[] = [];
    for (const part of PARTS) {
      for (let epoch = 0; epoch < epochs; epoch++) {
        const at = (from: readonly Curve[]) => from.map((c) => c[part][epoch]);
        const theirs = at(fixture.curves), ours = at(curves);
        const middle = ours.toSorted((a, b) => a - b)[ours.length >> 1];
        if (Math.min(...theirs) <= middle && middle <= Math.max(...theirs)) {
          continue;
        }
        outside.push(`${part} of epoch ${epoch + 1}: ${ours} for ${theirs}`);
      }
    }
    assertEquals(outside, []);
  },
});

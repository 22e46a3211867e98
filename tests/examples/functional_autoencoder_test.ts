/** The autoencoder of Keras's guide: its shapes and sizes, and the example as its users run it. */

import { assert, assertEquals } from "@std/assert";
import { decode } from "fast-png";
import * as dg from "@decograd/decograd";
import { makeAutoencoder } from "../../examples/functional_autoencoder/model.ts";
import { testOn, webgpuIsSoftware } from "../helpers/missing_backend.ts";
import { exampleFlags, runLines, withImages } from "../helpers/run_example.ts";

Deno.test("the models have the sizes that Keras's guide prints, and share their weights", async () => {
  const { encoder, decoder, autoencoder } = makeAutoencoder();
  const models = [encoder, decoder, autoencoder];
  const counts = models.map((model) => model.countParams());
  assertEquals(counts, [18672, 9569, 28241]);
  using images = dg.randomUniform([2, 28, 28, 1], { seed: 1 });
  using whole = autoencoder.apply<dg.Tensor>(images);
  using codes = encoder.apply<dg.Tensor>(images);
  using parts = decoder.apply<dg.Tensor>(codes);
  assertEquals([codes.shape, whole.shape], [[2, 16], [2, 28, 28, 1]]);
  assertEquals(await whole.data(), await parts.data());
});

for (const backend of ["wasm", "webgpu"] as const) {
  testOn(
    backend,
    `on ${backend} the example trains, and leaves weights and pictures`,
    () =>
      withImages(async (folder) => {
        const out = `${folder}/out`;
        const { code, out: said, err } = await runLines([
          ...exampleFlags("functional_autoencoder"),
          ...[`--data=${folder}/images`, `--out=${out}`],
          ...[`--backend=${backend}`, "--images=16", "--batch-size=8"],
        ]);
        assertEquals([code, err], [0, ""], said);
        assert(
          /^epoch 1\/1 .*\bloss [\d.]+ .*val_loss [\d.]+/m.test(said),
          said,
        );
        const sizes: number[][] = [];
        for (const name of ["reconstructions", "between"]) {
          const png = decode(await Deno.readFile(`${out}/${name}.png`));
          sizes.push([png.width, png.height]);
        }
        // As wide as the eight that are tested, or as sixteen: a row and its reconstructions, and a row from each to the next.
        assertEquals(sizes, [[242, 62], [482, 242]]);
        const { encoder, decoder, autoencoder } = makeAutoencoder();
        await autoencoder.loadWeights(`${out}/weights.safetensors`);
        assertEquals([encoder.built, decoder.built], [true, true]);
      }),
    { ignore: backend === "webgpu" && webgpuIsSoftware },
  );
}

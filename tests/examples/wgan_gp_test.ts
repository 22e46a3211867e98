/** The WGAN-GP of Keras's example: its sizes and its penalty, and the example as its users run it. */

import * as dg from "@decograd/decograd";
import { assert, assertEquals } from "@std/assert";
import { decode } from "fast-png";
import { WGAN } from "../../examples/wgan_gp/model.ts";
import { testOn, webgpuIsSoftware } from "../helpers/missing_backend.ts";
import { exampleFlags, runLines, withImages } from "../helpers/run_example.ts";

const OPTIONS = { seed: 0, criticSteps: 1, penaltyWeight: 10 };

Deno.test("critic and generator have as many weights as Keras's, and make what those make", () => {
  using gan = new WGAN(OPTIONS);
  const { critic, generator } = gan;
  const counts = [critic, generator].map((one) => one.countParams());
  assertEquals(counts, [4_305_409, 910_660]);
  const trained = generator.trainableVariables
    .reduce((sum, { size }) => sum + size, 0);
  assertEquals(trained, 902_082);
  assertEquals(generator.outputs?.[0].shape, [null, 28, 28, 1]);
});

Deno.test("a critic without a slope is a penalty of 1", async () => {
  using gan = new WGAN(OPTIONS);
  const [kernel] = gan.critic.trainableVariables.slice(-2);
  assertEquals(kernel.shape, [2048, 1]);
  kernel.assign(dg.zeros(kernel.shape));
  const [images, drawn] = [1, -1].map((value) =>
    dg.full([2, 28, 28, 1], value)
  );
  using penalty = gan.gradientPenalty(images, drawn);
  assertEquals(await penalty.item(), 1);
});

for (const backend of ["wasm", "webgpu"] as const) {
  testOn(
    backend,
    `on ${backend} the example trains, with gradients of gradients, and draws`,
    () =>
      withImages(async (folder) => {
        const { code, out, err } = await runLines([
          ...exampleFlags("wgan_gp"),
          ...[`--data=${folder}/images`, `--out=${folder}/out`],
          ...[`--backend=${backend}`, "--epochs=1", "--critic-steps=2"],
          ...["--images=2", "--batch-size=2"],
        ]);
        assertEquals([code, err], [0, ""], out);
        assert(/^epoch 1\/1 .*critic .*penalty 0\.\d/m.test(out), out);
        const png = decode(await Deno.readFile(`${folder}/out/samples.png`));
        assertEquals([png.width, png.height], [16 * 30 + 2, 8 * 30 + 2]);
      }),
    { ignore: backend === "webgpu" && webgpuIsSoftware },
  );
}

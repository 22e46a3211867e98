/** The pix2pix of TensorFlow's tutorial: its sizes, its pairs, and the example as its users run it. */

import * as dg from "@decograd/decograd";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { decode } from "fast-png";
import { houseOf } from "../../examples/pix2pix/houses.ts";
import {
  makeDiscriminator,
  makeGenerator,
} from "../../examples/pix2pix/model.ts";
import { loadPairs, pairIn } from "../../examples/pix2pix/pairs.ts";
import { UserError } from "../../examples/shared/run.ts";
import { testOn, webgpuIsSoftware } from "../helpers/missing_backend.ts";
import { exampleFlags, runLines } from "../helpers/run_example.ts";

Deno.test("at the tutorial's scale the models have as many weights as its", () => {
  const scale = { side: 256, filters: 64 };
  using generator = makeGenerator(scale), critic = makeDiscriminator(scale);
  const counts = [generator, critic].map((one) => one.countParams());
  assertEquals(counts, [54_425_859, 2_770_433]);
  assertEquals(generator.outputs?.[0].shape, [null, 256, 256, 3]);
  assertEquals(critic.outputs?.[0].shape, [null, 30, 30, 1]);
});

Deno.test("a house follows from its number: a plan of six colours, and a picture of more", () => {
  for (let number = 0; number < 20; number++) {
    const [plan, picture] = houseOf(number, 32);
    assertEquals(houseOf(number, 32), [plan, picture]);
    assertEquals([plan.shape, picture.shape], [[32, 32, 3], [32, 32, 3]]);
    assertEquals(colours(plan.data), 6, `${number}`);
    assert(colours(picture.data) > 12);
    for (const one of [...plan.data, ...picture.data]) {
      assert(one >= -1 && one <= 1);
    }
  }

  function colours(data: Float32Array): number {
    const all = Array.from(
      { length: data.length / 3 },
      (_, i) => data.subarray(3 * i, 3 * i + 3).join(),
    );
    return new Set(all).size;
  }
});

Deno.test("a file has on its left what is to be made, and on its right of what", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/pair.png`;
    const data = Uint8Array.from(
      { length: 2 * 4 * 3 },
      (_, i) => Math.floor(i / 3) % 4 < 2 ? 255 : 0,
    );
    const size = { width: 4, height: 2, channels: 3 } as const;
    await Deno.writeFile(path, await dg.data.encodePng({ ...size, data }));
    const [input, target] = await pairIn(path, 2);
    assertEquals(input, {
      ...{ shape: [2, 2, 3], data: new Float32Array(12).fill(-1) },
    });
    assertEquals(target.data, new Float32Array(12).fill(1));
    await assertRejects(
      () => loadPairs({ folder, counts: [1, 1], side: 32 }, 0),
      UserError,
      "Cannot read --data: ",
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

for (const backend of ["wasm", "webgpu"] as const) {
  testOn(
    backend,
    `on ${backend} the example trains, and draws what it was given, made, and should have made`,
    async () => {
      const folder = await Deno.makeTempDir();
      try {
        const { code, out, err } = await runLines([
          ...exampleFlags("pix2pix"),
          ...[`--out=${folder}`, `--backend=${backend}`, "--epochs=1"],
          ...["--side=32", "--filters=2", "--pairs=4", "--tested=3"],
        ]);
        assertEquals([code, err], [0, ""], out);
        assert(/^epoch 1\/1 .*distance 0\.\d/m.test(out), out);
        const png = decode(await Deno.readFile(`${folder}/made.png`));
        assertEquals([png.width, png.height], [3 * 34 + 2, 3 * 34 + 2]);
        assertEquals(png.channels, 3);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
    { ignore: backend === "webgpu" && webgpuIsSoftware },
  );
}

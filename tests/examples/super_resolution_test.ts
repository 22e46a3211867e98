/** The scenes and models of the super-resolution, and the example as its users run it. */

import { assert, assertEquals } from "@std/assert";
import { decode } from "fast-png";
import * as dg from "@decograd/decograd";
import { makeUpscalers } from "../../examples/super_resolution/model.ts";
import { shrunk } from "../../examples/super_resolution/pairs.ts";
import { sceneOf, SIDE } from "../../examples/super_resolution/scenes.ts";
import { testOn, webgpuIsSoftware } from "../helpers/missing_backend.ts";
import { exampleFlags, runLines } from "../helpers/run_example.ts";

const FLAGS = exampleFlags("super_resolution");

Deno.test("a scene follows from its number, and has edges", () => {
  for (let number = 0; number < 50; number++) {
    const { shape, data } = sceneOf(number);
    assertEquals(sceneOf(number).data, data);
    assertEquals([shape, data.length], [[SIDE, SIDE, 1], SIDE * SIDE]);
    assert(data.every((grey) => grey >= 0 && grey <= 1));
    assert(new Set(data).size > 10, `${number}`);
  }
});

Deno.test("a smaller image has the means of its pixels", () => {
  const data = Float32Array.of(1, 2, 5, 6, 3, 4, 7, 8);
  assertEquals(shrunk({ shape: [2, 4, 1], data }, 2), {
    ...{ shape: [1, 2, 1], data: Float32Array.of(2.5, 6.5) },
  });
});

Deno.test("both upscalers are as large as keras.io's, but for the biases of the last layer", () => {
  const model = makeUpscalers(4, 3);
  const shared = 1664 + 36928 + 18464;
  const [subpixel, transposed] = [shared + 2601, shared + 2593];
  assertEquals(model.countParams(), subpixel + transposed);
  using images = dg.randomUniform([2, 4, 4, 1], { seed: 1 });
  const outputs = model.apply<dg.Tensor[]>(images);
  for (const one of outputs) {
    assertEquals(one.shape, [2, 12, 12, 1]);
    one[Symbol.dispose]();
  }
});

for (const backend of ["wasm", "webgpu"] as const) {
  testOn(
    backend,
    `on ${backend} the example trains, on scenes and on pictures, and leaves weights and a picture`,
    async () => {
      const folder = await Deno.makeTempDir();
      try {
        await Deno.mkdir(`${folder}/pictures`);
        for (let i = 0; i < 5; i++) {
          const png = await dg.data.encodePng(
            dg.data.imageGrid({
              shape: [1, SIDE, SIDE, 1],
              data: sceneOf(i).data,
            }),
          );
          await Deno.writeFile(`${folder}/pictures/${i}.png`, png);
        }
        const runs: [args: string[], side: number, tested: number][] = [
          [["--scenes=4", "--tested=2"], SIDE, 2],
          [[`--data=${folder}/pictures`, "--side=26"], 24, 1],
        ];
        for (const [args, side, tested] of runs) {
          const out = `${folder}/${side}`;
          const run = await runLines([
            ...[...FLAGS, `--backend=${backend}`, `--out=${out}`],
            ...["--epochs=1", ...args],
          ]);
          assertEquals([run.code, run.err], [0, ""], run.out);
          assert(run.out.startsWith(`4 images of ${side} x ${side} pixels`));
          assert(run.out.includes(`testing on ${tested} images`), run.out);
          for (const name of ["bicubic", "subpixel", "transposed"]) {
            assert(new RegExp(`^${name} +[\\d.]+ dB`, "m").test(run.out));
          }
          const png = decode(await Deno.readFile(`${out}/enlarged.png`));
          // As wide as what is tested; pixels, three ways, what it was.
          const step = side + 2;
          assertEquals([png.width, png.height], [
            tested * step + 2,
            5 * step + 2,
          ]);
        }
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
    { ignore: backend === "webgpu" && webgpuIsSoftware },
  );
}

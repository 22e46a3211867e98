/** The scenes that the U-Net learns from, and the example as its users run it. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { decode } from "fast-png";
import { main } from "../../examples/segmentation/main.ts";
import { CLASSES, sceneOf, SIDE } from "../../examples/segmentation/scenes.ts";
import { testOn, webgpuIsSoftware } from "../helpers/missing_backend.ts";
import { saidBy } from "../helpers/every_example.ts";
import { exampleFlags, runLines } from "../helpers/run_example.ts";

const PIXELS = SIDE * SIDE;

Deno.test("a scene follows from its number; what is no shape is paper of one grey, in noise", () => {
  const counts = CLASSES.map(() => 0);
  for (let number = 0; number < 200; number++) {
    const [image, mask] = sceneOf(number);
    assertEquals(sceneOf(number), [image, mask]);
    assertEquals([image.shape, mask.shape], [[SIDE, SIDE, 1], [SIDE, SIDE]]);
    const paper = [...image.data].filter((_, at) => mask.data[at] === 0);
    assert(paper.length < PIXELS);
    assert(Math.max(...paper) - Math.min(...paper) <= 0.2);
    assert(image.data.every((grey) => grey >= 0 && grey <= 1));
    for (const one of mask.data) counts[one]++;
  }
  // Discs and boxes of like sizes, as often as each other: 90 pixels of each in a scene, give or take.
  const [background, disc, box] = counts.map((count) => count / 200);
  assertEquals(background + disc + box, PIXELS);
  for (const shape of [disc, box]) {
    assert(shape > 60 && shape < 220, `${shape}`);
  }
});

for (const backend of ["wasm", "webgpu"] as const) {
  testOn(
    backend,
    `on ${backend} the example trains, and leaves weights and a picture`,
    async () => {
      const out = await Deno.makeTempDir();
      try {
        const run = await runLines([
          ...exampleFlags("segmentation"),
          ...[`--backend=${backend}`, `--out=${out}`, "--epochs=1"],
          ...["--scenes=4", "--batch-size=2", "--tested=3"],
        ]);
        assertEquals([run.code, run.err], [0, ""], run.out);
        const [, iou] = run.out.match(/^intersection over union (.+)$/m) ?? [];
        assert(Number(iou) > 0 && Number(iou) < 1, run.out);
        const png = decode(await Deno.readFile(`${out}/scenes.png`));
        // As wide as what is tested; scenes, what they are, what they are taken for.
        const step = SIDE + 2;
        assertEquals([png.width, png.height], [3 * step + 2, 3 * step + 2]);
        assertEquals(png.channels, 3);
      } finally {
        await Deno.remove(out, { recursive: true });
      }
    },
    { ignore: backend === "webgpu" && webgpuIsSoftware },
  );
}

Deno.test("scenes that are made as they are asked for come in the same order to a run that goes on", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const options = ["--scenes=6", "--batch-size=2", "--tested=1"];
    const runs: [out: string, ...args: string[]][] = [
      ["parts", "--epochs=1"],
      ["parts", "--epochs=2", "--resume"],
      ["whole", "--epochs=2"],
    ];
    for (const [out, ...args] of runs) {
      // Layers have the names that they have in a process of its own.
      dg.clearSession();
      await saidBy(main, [...options, ...args, `--out=${folder}/${out}`]);
    }
    for await (const { name } of Deno.readDir(`${folder}/whole`)) {
      assertEquals(
        await Deno.readFile(`${folder}/parts/${name}`),
        await Deno.readFile(`${folder}/whole/${name}`),
        name,
      );
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
